import Synchronization
import Weir

/// Measures how old records are when they arrive, after a time of warming up.
struct LatencySink: Sink {
  typealias Element = StampedPair
  let total: SharedHistogram

  func makeWriter(_ context: SinkContext) async throws -> LatencyWriter { LatencyWriter(total) }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

/// The latencies of all writers together.
final class SharedHistogram: Sendable {
  let warmUpNanoseconds: UInt64
  private let state = Mutex((histogram: Histogram(), start: UInt64(0), end: UInt64(0)))

  init(warmUpNanoseconds: UInt64) { self.warmUpNanoseconds = warmUpNanoseconds }

  func add(_ histogram: Histogram, from start: UInt64, to end: UInt64) {
    state.withLock { state in
      state.histogram.add(histogram)
      state.start = state.start == 0 ? start : min(state.start, start)
      state.end = max(state.end, end)
    }
  }

  /// The histogram and the seconds that it is of.
  var value: (histogram: Histogram, seconds: Double) {
    state.withLock { ($0.histogram, Double($0.end &- $0.start) / 1e9) }
  }
}

final class LatencyWriter: SinkWriter {
  private let total: SharedHistogram
  private var histogram = Histogram()
  private var first: UInt64 = 0
  private var last: UInt64 = 0

  init(_ total: SharedHistogram) { self.total = total }

  func write(_ batch: Batch<StampedPair>) {
    let now = Monotonic.now
    if first == 0 { first = now }
    guard now &- first >= total.warmUpNanoseconds else { return }
    for index in batch.head..<batch.count { histogram.add(now &- batch.values[index].stamp) }
    last = now
  }
  func finish() {
    guard histogram.count > 0 else { return }
    total.add(histogram, from: first &+ total.warmUpNanoseconds, to: last)
  }
  var needsFlush: Bool { false }
  func flush() async throws {}
  func seal(_ epoch: CheckpointID) async throws -> [Segment] { [] }
  func abandon() async {}
}
