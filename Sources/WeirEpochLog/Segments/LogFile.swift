import WeirCore
import WeirStorage

/// A log file that a writer appends to. Owned as a ``LogLane`` is. All calls block.
final class LogFile: @unchecked Sendable {
  private let identity: LogWriterFile
  private let directory: String
  private let files: any FileSystem
  private let file: any File
  private var path: String
  private var byteCount: UInt64 = 0

  /// Creates the file, and the log's directory with it.
  init(_ identity: LogWriterFile, _ context: SinkContext) throws {
    self.identity = identity
    directory = context.logDirectory
    files = context.environment.fileSystem
    path = FilePaths.join(directory, LogFileName.inProgress(identity).text)
    // Also when it exists: who made it may have died before its name was durable.
    if identity.number == 0 { try files.createDirectoryDurably(directory) }
    file = try files.open(path, .createNew)
    let header = LogHeader(
      jobID: context.jobID, sink: context.operatorID.name, file: identity)
    try header.encoded().withUnsafeBytes { try append($0) }
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    try file.write(bytes, at: byteCount)
    byteCount += UInt64(bytes.count)
  }

  /// Gives the file the name that a manifest may list; returns that name. Not durable.
  func seal(_ epoch: CheckpointID) throws -> String {
    let name = LogFileName.sealed(identity, epoch).text
    let target = FilePaths.join(directory, name)
    try files.rename(path, to: target, replacing: false)
    path = target
    return name
  }

  /// Makes the bytes and the name durable and closes the file.
  func syncAndClose() throws {
    try file.sync()
    file.close()
    try files.syncDirectory(directory)
  }

  func close() { file.close() }
}
