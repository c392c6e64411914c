import Weir

/// Writes the logs of one subtask, one for each epoch that has records.
final class FrameWriter<Element: FieldValue>: SinkWriter {
  private let context: SinkContext
  private let paths: FramePaths
  private var buffer: [UInt8] = []
  private var log: OpenLog?
  private var logCount = 0
  private var recordCount: Int64 = 0

  /// A log that has been begun.
  private struct OpenLog {
    let name: String
    let file: any File
    var byteCount: UInt64 = 0
    var bytes: [UInt8] = []
  }

  init(_ context: SinkContext) {
    self.context = context
    paths = FramePaths(directory: context.directory)
  }

  func write(_ batch: Batch<Element>) throws {
    for index in batch.head..<batch.count {
      Frames.append(try JSON.encode(batch.values[index]), to: &buffer)
      recordCount += 1
    }
  }

  var needsFlush: Bool { buffer.count > 1 << 15 }

  func flush() async throws {
    guard !buffer.isEmpty else { return }
    var log = try await openLog()
    let (bytes, file, offset) = (buffer, log.file, log.byteCount)
    try await context.environment.blocking.run {
      try bytes.withUnsafeBytes { try file.write($0, at: offset) }
    }
    buffer = []
    log.byteCount += UInt64(bytes.count)
    log.bytes += bytes
    self.log = log
  }

  func seal(_ epoch: CheckpointID) async throws -> [Segment] {
    try await flush()
    guard let log else { return [] }
    self.log = nil
    let (file, paths, files) = (log.file, paths, context.environment.fileSystem)
    try await context.environment.blocking.run {
      try file.sync()
      file.close()
      try files.syncDirectory(paths.directory)
    }
    defer { recordCount = 0 }
    return [
      Segment(
        name: log.name, byteCount: Int64(log.byteCount), checksum: Checksum.of(log.bytes[...]),
        recordCount: recordCount)
    ]
  }

  func abandon() async {
    log?.file.close()
    log = nil
  }

  private func openLog() async throws -> OpenLog {
    if let log { return log }
    let name = FramePaths.log(context, number: logCount)
    logCount += 1
    let (paths, files) = (paths, context.environment.fileSystem)
    let file = try await context.environment.blocking.run {
      try files.createDirectory(paths.directory)
      try files.syncDirectory(paths.parent)
      return try files.open(paths.path(name), .createNew)
    }
    let log = OpenLog(name: name, file: file)
    self.log = log
    return log
  }
}
