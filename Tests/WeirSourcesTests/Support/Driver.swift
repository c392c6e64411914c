import Synchronization
import Testing
import WeirCore
import WeirTestKit
import WeirFormats
import WeirStorage

@testable import WeirSources

/// What the engine does for a source, in the order in which it does it, without an engine.
struct Driver {
  let context: SourceContext
  let clock: ManualClock
  let deadLetters: DeadLetterCollector
  let wakes: Wakes

  /// Counts wakes, and lets a test wait for one.
  final class Wakes: Sendable {
    private let state = Mutex<(count: Int, waiter: CheckedContinuation<Void, Never>?)>((0, nil))
    var count: Int { state.withLock { $0.count } }
    func wake() {
      state.withLock { state in
        state.count += 1
        defer { state.waiter = nil }
        return state.waiter
      }?.resume()
    }
    /// Waits until there were more wakes than `seen`.
    func wait(beyond seen: Int) async {
      await withCheckedContinuation { continuation in
        let isWoken = state.withLock { state in
          if state.count > seen { return true }
          state.waiter = continuation
          return false
        }
        if isWoken { continuation.resume() }
      }
    }
  }

  init(
    parallelism: Int = 1, inline: Bool = true, clock: ManualClock = ManualClock(),
    fileSystem: any FileSystem = PosixFileSystem()
  ) {
    var environment = Environment.system()
    environment.fileSystem = fileSystem
    environment.clock = clock
    if inline { environment.blocking = InlineBlockingPool() }
    let wakes = Wakes()
    self.clock = clock
    self.wakes = wakes
    deadLetters = DeadLetterCollector()
    context = SourceContext(
      job: "test", operatorID: OperatorID("source"), subtask: 0, parallelism: parallelism,
      environment: environment, wake: { wakes.wake() }, deadLetters: deadLetters)
  }

  /// All records of a bounded source, split after split.
  func readAll<S: Source>(_ source: S, limit: Int = 1024) async throws -> [S.Element] {
    var elements: [S.Element] = []
    for split in try await source.discoverSplits(context) {
      elements += try await readAll(source, from: split, limit: limit)
    }
    return elements
  }

  /// All records of a bounded split.
  func readAll<S: Source>(
    _ source: S, from split: S.SplitType, limit: Int = 1024
  ) async throws -> [S.Element] {
    let reader = try await source.makeReader(for: split, context)
    do {
      let elements = try await readAll(reader, limit: limit)
      await reader.close()
      return elements
    } catch {
      await reader.close()
      throw error
    }
  }

  /// What a reader returns up to its end; waits for wakes in between.
  func readAll<R: SplitReader>(_ reader: R, limit: Int = 1024) async throws -> [R.Element] {
    var elements: [R.Element] = []
    while true {
      let seen = wakes.count
      let (read, outcome) = try await readOnce(reader, limit: limit)
      elements += read
      switch outcome {
      case .more: continue
      case .end: return elements
      case .idle(let retryAfter):
        if let retryAfter { clock.advance(by: retryAfter) } else { await wakes.wait(beyond: seen) }
      }
    }
  }

  /// What a reader returns until it is idle for the first time.
  func readUntilIdle<R: SplitReader>(_ reader: R, limit: Int = 1024) async throws -> [R.Element] {
    var elements: [R.Element] = []
    while true {
      let (read, outcome) = try await readOnce(reader, limit: limit)
      elements += read
      if outcome != .more { return elements }
    }
  }

  /// One read into a batch of its own.
  func readOnce<R: SplitReader>(
    _ reader: R, limit: Int = 1024
  ) async throws -> ([R.Element], ReadOutcome) {
    let batch = Batch<R.Element>(capacity: max(limit, 1))
    let outcome = try await reader.read(into: batch, limit: limit)
    var elements: [R.Element] = []
    while !batch.isEmpty { elements.append(batch.removeFirst()) }
    return (elements, outcome)
  }
}

/// A split as it comes back from a checkpoint.
func restored<S: Split>(_ split: S) throws -> S {
  var encoder = BinaryEncoder()
  try split.encode(to: &encoder)
  return try encoder.withUnsafeBytes { bytes in
    var decoder = BinaryDecoder(bytes)
    return try S.decode(from: &decoder)
  }
}

/// A text source that reads in small chunks.
func textSource(
  _ path: String, split: Int = 64 << 20, chunk: Int = 512 << 10, maxLine: Int = 1 << 20,
  malformed: MalformedPolicy = .fail
) -> FileSource<String> {
  FileSource(
    [path], split,
    LineOptions(
      format: .text, malformed: malformed, maxLineByteCount: maxLine, chunkByteCount: chunk))
}
