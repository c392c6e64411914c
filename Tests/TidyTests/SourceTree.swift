import Foundation

/// The package's files, found from this file's own place.
struct SourceTree {
  struct File {
    /// Relative to the package.
    let path: String
    let lines: [String]

    /// The module it belongs to: the directory under `Sources`.
    var module: String { String(path.split(separator: "/")[1]) }

    /// The code of each line without comments and the contents of texts, with its number.
    var code: [(number: Int, text: String)] {
      var isInText = false
      return lines.enumerated().compactMap { index, line in
        let fences = line.components(separatedBy: "\"\"\"").count - 1
        defer { if fences % 2 == 1 { isInText.toggle() } }
        return isInText ? nil : (index + 1, SourceTree.code(line))
      }
    }
  }

  let root: URL

  init(testFile: String = #filePath) {
    root = URL(fileURLWithPath: testFile)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }

  /// All Swift files under a directory, in the order of their paths.
  func swiftFiles(_ directory: String) throws -> [File] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: directory).path)
    var files: [File] = []
    while let name = names?.nextObject() as? String {
      guard name.hasSuffix(".swift") else { continue }
      let path = "\(directory)/\(name)"
      files.append(File(path: path, lines: try lines(path)))
    }
    return files.sorted { $0.path < $1.path }
  }

  func lines(_ path: String) throws -> [String] {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// A line without its comment and without the contents of its texts.
  static func code(_ line: String) -> String {
    var result = ""
    var isInText = false
    var isEscaped = false
    var previous: Character = " "
    for character in line {
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isInText = false
          result.append(character)
        }
        continue
      }
      if character == "/", previous == "/" { return String(result.dropLast()) }
      result.append(character)
      if character == "\"" { isInText = true }
      previous = character
    }
    return result
  }
}
