import Glibc
import WeirCore
import WeirStorage

/// Finds the package that new packages depend on.
struct WeirPackage: Sendable {
  let fileSystem: any FileSystem

  /// Weir's package at a path that somebody named, as an absolute path.
  /// - Throws: `usage` when it is not there.
  func named(_ path: String) throws -> String {
    let absolute = Self.resolved(path) ?? path
    guard try isWeir(absolute) else {
      throw WeirError(
        .usage, "this is not Weir's package; name the directory with its Package.swift",
        at: .init(file: path))
    }
    return absolute
  }

  /// Weir's package that an executable was built in: one of the directories above it.
  /// - Throws: `usage` when there is none.
  func containing(executable: String?) throws -> String {
    var directory = executable.map(FilePaths.parent) ?? "/"
    while directory != "/", directory != "." {
      if try isWeir(directory) { return directory }
      directory = FilePaths.parent(of: directory)
    }
    throw WeirError(.usage, "where Weir's package is cannot be told; name it with --weir PATH")
  }

  /// The file that this process runs.
  static var executable: String? { resolved("/proc/self/exe") }

  private func isWeir(_ directory: String) throws -> Bool {
    try fileSystem.status(FilePaths.join(directory, "Package.swift"))?.kind == .file
      && fileSystem.status(FilePaths.join(directory, "Sources/WeirRunner"))?.kind == .directory
  }

  /// The path without links and dots; nil when nothing is there.
  static func resolved(_ path: String) -> String? {
    guard !path.utf8.contains(0), let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
