import WeirCore

/// Finds and opens the files that a path stands for. Everything here blocks.
enum InputFiles {
  /// Whether a file is read as gzip.
  static func isCompressed(_ path: String) -> Bool { path.hasSuffix(".gz") }

  /// Opens a file and says what is missing when there is none.
  static func open(_ path: String, in fileSystem: any FileSystem) throws -> any File {
    guard try fileSystem.status(path) != nil else { throw missing(path) }
    return try fileSystem.open(path, .read)
  }

  /// The files that a path stands for: itself, or the files of the directory that it names, in the
  /// order of their names. Hidden ones and directories within are left out.
  static func resolve(_ path: String, in fileSystem: any FileSystem) throws -> [String] {
    guard let status = try fileSystem.status(path) else { throw missing(path) }
    switch status.kind {
    case .file: return [path]
    case .directory: return try files(of: path, in: fileSystem)
    case .link:
      return try isDirectory(path, in: fileSystem)
        ? files(of: path, in: fileSystem) : [path]
    case .other:
      throw WeirError(
        .inputOutput, "this is neither a file nor a directory; name a file to read",
        at: .init(file: path), isRetriable: false)
    }
  }

  /// The files of a directory.
  static func files(of directory: String, in fileSystem: any FileSystem) throws -> [String] {
    let prefix = directory.hasSuffix("/") ? directory : directory + "/"
    return try fileSystem.list(directory).compactMap { entry in
      guard !entry.name.hasPrefix(".") else { return nil }
      let path = prefix + entry.name
      switch entry.kind {
      case .file: return path
      case .link: return try isRegularFile(path, in: fileSystem) ? path : nil
      case .directory, .other: return nil
      }
    }
  }

  /// Cuts a file into splits.
  static func splits(
    of path: String, splitByteCount: Int64, in fileSystem: any FileSystem
  ) throws -> [FileSplit] {
    let file = try open(path, in: fileSystem)
    defer { file.close() }
    let byteCount = Int64(clamping: try file.status().byteCount)
    var whole = FileSplit()
    whole.path = path
    whole.lineCount = 0
    whole.identity = try FileIdentity(of: file, byteCount: byteCount)
    if isCompressed(path) {
      whole.end = .max
      return [whole]
    }
    return stride(from: 0, to: byteCount, by: Int(clamping: splitByteCount)).map { start in
      var split = whole
      split.start = start
      split.position = start
      split.end = min(byteCount, byteCount - start > splitByteCount ? start + splitByteCount : .max)
      split.lineCount = start == 0 ? 0 : nil
      return split
    }
  }

  private static func isDirectory(_ link: String, in fileSystem: any FileSystem) throws -> Bool {
    try kind(behind: link, in: fileSystem) == .directory
  }

  private static func isRegularFile(_ link: String, in fileSystem: any FileSystem) throws -> Bool {
    try kind(behind: link, in: fileSystem) == .file
  }

  private static func kind(
    behind link: String, in fileSystem: any FileSystem
  ) throws -> FileStatus.Kind {
    let file = try fileSystem.open(link, .read)
    defer { file.close() }
    return try file.status().kind
  }

  private static func missing(_ path: String) -> WeirError {
    WeirError(
      .inputOutput, "there is no such file or directory; check the path", at: .init(file: path),
      isRetriable: false)
  }
}
