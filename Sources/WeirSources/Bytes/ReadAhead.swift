import Synchronization
import WeirCore
import WeirStorage

/// Reads the chunk after the one that is being decoded. Used by one task at a time.
final class ReadAhead {
  /// The start of a line of so many bytes costs no copy of the chunk with its end.
  private static var headroom: Int { 1 << 16 }

  private let input: any ByteInput
  private let chunk: ByteChunk
  private let environment: Environment
  private let outcome = Outcome()
  private var task: SpawnedTask?
  private var isEnded = false

  /// Where the reading task leaves how many bytes it read.
  private final class Outcome: Sendable {
    let result = Mutex<Result<Int, any Error>?>(nil)
  }

  init(input: any ByteInput, chunkByteCount: Int, environment: Environment) {
    self.input = input
    self.environment = environment
    chunk = ByteChunk(byteCount: chunkByteCount, headroom: Self.headroom)
    startReading()
  }

  /// Appends the next chunk to `window` and starts to read the one after it.
  /// - Returns: false at the end of the input.
  func append(to window: ByteWindow) async throws -> Bool {
    guard !isEnded, let task else { return false }
    await task.wait()
    self.task = nil
    guard let result = outcome.result.withLock({ $0 }) else {
      throw WeirError(.cancelled, "the read was cancelled")
    }
    let count = try result.get()
    guard count > 0 else {
      isEnded = true
      return false
    }
    window.append(count, of: chunk)
    startReading()
    return true
  }

  /// See ``ByteInput/inflation``; it is ahead of what was appended.
  var inflation: Inflation? { input.inflation }

  /// Waits for the read under way, then closes the input.
  func close() async {
    await task?.wait()
    task = nil
    isEnded = true
    input.close()
  }

  private func startReading() {
    outcome.result.withLock { $0 = nil }
    task = environment.spawner.spawn { [input, chunk, outcome, blocking = environment.blocking] in
      let result: Result<Int, any Error>
      do {
        result = .success(try await blocking.run { try input.read(into: chunk.memory) })
      } catch {
        result = .failure(error)
      }
      outcome.result.withLock { $0 = result }
    }
  }
}
