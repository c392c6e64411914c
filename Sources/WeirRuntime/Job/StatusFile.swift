import Synchronization
import WeirCore
import WeirFormats
import WeirStorage

/// Writes a running job's progress to a file once a second, for `weir status` in another terminal.
///
/// Replaced whole by rename, never synced: it means nothing after a crash. A disk that refuses it
/// must not stop the job, so its errors end the writing and nothing else. While there is nothing to
/// say, the file stays as it is.
final class StatusFile: Sendable {
  private let path: String
  private let environment: Environment
  private let progress: @Sendable () -> JobProgress?
  private let task = Mutex<SpawnedTask?>(nil)

  init(
    path: String, environment: Environment, progress: @escaping @Sendable () -> JobProgress?
  ) {
    self.path = path
    self.environment = environment
    self.progress = progress
  }

  func start() {
    let writer = environment.spawner.spawn { [self] in
      while !Task.isCancelled {
        do {
          let isWritten = try await write()
          try await environment.clock.sleep(for: isWritten ? .seconds(1) : .milliseconds(50))
        } catch { return }
      }
    }
    task.withLock { $0 = writer }
  }

  /// Stops and writes once more.
  func end() async {
    let writer = task.withLock { $0 }
    writer?.cancel()
    await writer?.wait()
    do { _ = try await write() } catch { return }
  }

  /// False when there is nothing to say.
  private func write() async throws -> Bool {
    guard let progress = self.progress() else { return false }
    let bytes = try JSON.encode(progress)
    try await environment.blocking.run { [path, environment] in
      let temporary = AtomicFile.temporaryPath(for: path)
      let file = try environment.fileSystem.open(temporary, .update)
      defer { file.close() }
      try file.truncate(to: 0)
      try bytes.withUnsafeBytes { try file.write($0, at: 0) }
      try environment.fileSystem.rename(temporary, to: path, replacing: true)
    }
    return true
  }
}
