import Glibc
import WeirCore

/// Where a path leads once every link and ".." on it is followed, whether all of it exists or not.
struct ResolvedPath: Equatable {
  /// From the root, without links.
  let components: [String]

  /// Blocks for a moment.
  /// - Throws: `usage` when the path cannot be followed, such as through a file.
  init(_ path: String) throws {
    components = try Self.components(of: path)
  }

  /// Whether this is the other place or below it.
  func isWithin(_ other: ResolvedPath) -> Bool { components.starts(with: other.components) }

  private static func components(of path: String) throws -> [String] {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return names(String(cString: real))
    }
    let problem = errno
    guard problem == ENOENT else {
      throw WeirError(
        .usage, "the path cannot be followed: \(String(cString: strerror(problem)))",
        at: .init(file: path))
    }
    // What does not exist yet will be made of plain directories, so ".." behind it leads back.
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var own = names(path)
    guard let last = own.popLast() else { return [] }
    let above = own.joined(separator: "/")
    var result = try components(of: isAbsolute ? "/" + above : above.isEmpty ? "." : above)
    if last == ".." { _ = result.popLast() } else { result.append(last) }
    return result
  }

  private static func names(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }
}
