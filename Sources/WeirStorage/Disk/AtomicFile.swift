import WeirCore

/// Files that are there as a whole or not at all, also after a power cut.
public enum AtomicFile {
  /// The steps of a write, each after it is done.
  public enum Step: Sendable, CaseIterable {
    case temporaryWritten
    case synced
    case renamed
    /// The file is durable under its name.
    case directorySynced

    /// The failpoint that follows this step of writing a checkpoint's manifest.
    public var manifestFailpoint: Failpoint {
      switch self {
      case .temporaryWritten: .manifestTemporaryWritten
      case .synced: .manifestSynced
      case .renamed: .manifestRenamed
      case .directorySynced: .manifestDirectorySynced
      }
    }
  }

  /// Where a file is written before it gets its name. One left by a crash is overwritten.
  public static func temporaryPath(for path: String) -> String { path + temporarySuffix }

  /// What the names of unfinished files end in.
  public static let temporarySuffix = ".tmp"

  /// Puts `bytes` under `path`, replacing what was there: temporary file, fsync, rename, fsync of
  /// the directory. Blocks.
  /// - Parameter afterStep: Called between the steps; what it throws ends the write there.
  /// - Throws: ``WeirError``. Until the rename, the old contents stay.
  public static func write(
    _ bytes: [UInt8], to path: String, on fileSystem: any FileSystem,
    afterStep: (Step) throws -> Void = { _ in }
  ) throws {
    let temporary = temporaryPath(for: path)
    if try fileSystem.status(temporary) != nil { try fileSystem.removeFile(temporary) }
    do {
      let file = try fileSystem.open(temporary, .createNew)
      defer { file.close() }
      try bytes.withUnsafeBytes { try file.write($0, at: 0) }
      try afterStep(.temporaryWritten)
      try file.sync()
      try afterStep(.synced)
      try fileSystem.rename(temporary, to: path, replacing: true)
    } catch {
      // The first error counts; a leftover is overwritten by the next write.
      try? fileSystem.removeFile(temporary)
      throw error
    }
    try afterStep(.renamed)
    try fileSystem.syncDirectory(FilePaths.parent(of: path))
    try afterStep(.directorySynced)
  }

  /// The whole contents of a file. Blocks.
  /// - Parameter limit: The most bytes that are believed; a larger file is an error of code `limit`
  ///   and costs no memory.
  public static func readAll(
    _ path: String, on fileSystem: any FileSystem, limit: Int
  ) throws -> [UInt8] {
    let file = try fileSystem.open(path, .read)
    defer { file.close() }
    let byteCount = try file.status().byteCount
    guard byteCount <= UInt64(max(0, limit)) else {
      throw WeirError(
        .limit, "the file has \(byteCount) bytes where at most \(limit) are expected",
        at: WeirError.Location(file: path), isRetriable: false)
    }
    return try [UInt8](unsafeUninitializedCapacity: Int(byteCount)) { buffer, count in
      count = try file.readFully(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
    }
  }
}
