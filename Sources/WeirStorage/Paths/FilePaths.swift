/// Cutting and joining of paths, as texts.
public enum FilePaths {
  /// `directory/name`, with one slash between them.
  public static func join(_ directory: String, _ name: String) -> String {
    if directory.isEmpty { return name }
    return directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
  }

  /// The directory that a path stands in: `.` for a bare name, `/` for the root.
  public static func parent(of path: String) -> String {
    let bytes = trimmed(path)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
      return path.utf8.first == UInt8(ascii: "/") ? "/" : "."
    }
    let parent = trimmed(String(decoding: bytes[..<slash], as: UTF8.self))
    return parent.isEmpty ? "/" : String(decoding: parent, as: UTF8.self)
  }

  /// The last component of a path.
  public static func name(of path: String) -> String {
    let bytes = trimmed(path)
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return String(decoding: bytes[start...], as: UTF8.self)
  }

  /// The path without slashes at its end; empty for the root.
  private static func trimmed(_ path: String) -> [UInt8] {
    var bytes = Array(path.utf8)
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return bytes
  }
}
