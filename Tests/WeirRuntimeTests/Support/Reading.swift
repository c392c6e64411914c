import Synchronization
import WeirCore
import WeirGraph
import WeirTestKit

/// An input record of the jobs under test.
struct Reading: Record, Equatable, Hashable {
  var key = ""
  var value: Int64 = 0
  var time = EventTime.zero

  init() {}
  init(_ key: String, _ value: Int64 = 1, at milliseconds: Int64) {
    self.key = key
    self.value = value
    time = EventTime(milliseconds: milliseconds)
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
    try field("time", &time)
  }
}

/// A window's result.
struct Total: Record, Hashable, Comparable {
  var key = ""
  var start = EventTime.zero
  var count = 0

  init() {}
  init(_ key: String, start: EventTime, count: Int) {
    self.key = key
    self.start = start
    self.count = count
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("start", &start)
    try field("count", &count)
  }

  static func < (left: Total, right: Total) -> Bool {
    (left.start, left.key, left.count) < (right.start, right.key, right.count)
  }
}

extension ScriptStep<Reading> {
  static func reading(_ key: String, at milliseconds: Int64) -> Self {
    .record(Reading(key, at: milliseconds))
  }
}

/// Three sources of different pace and span, each in order, and what their windows hold.
enum Skewed {
  static let windowSize: Int64 = 100

  /// The scripts of source `index`, one split each.
  static func script(_ index: Int, crashAt crash: Int? = nil) -> [ScriptStep<Reading>] {
    var steps: [ScriptStep<Reading>] = []
    for number in 0..<count(index) {
      if number == crash { steps.append(.crash) }
      // A short silence now and then, so that checkpoints fall in the middle.
      if number % 24 == 23 { steps.append(.idle(retryAfter: .milliseconds(1))) }
      steps.append(.record(reading(index, number)))
    }
    return steps
  }

  static func count(_ index: Int) -> Int { [240, 120, 60][index] }

  static func reading(_ index: Int, _ number: Int) -> Reading {
    Reading("key-\((number * 7 + index) % 11)", at: Int64(number) * [5, 9, 13][index])
  }

  static var totals: [Total] {
    var counts: [Total: Int] = [:]
    for index in 0..<3 {
      for number in 0..<count(index) {
        let reading = reading(index, number)
        let start = reading.time.milliseconds / windowSize * windowSize
        counts[Total(reading.key, start: EventTime(milliseconds: start), count: 0), default: 0] += 1
      }
    }
    return counts.map { Total($0.key.key, start: $0.key.start, count: $0.value) }.sorted()
  }

  /// Counts per key and window over three sources. The scripts remember their crashes, so one job
  /// serves all runs of a test.
  static func job(
    _ output: CollectedOutput<Total>, crash: (source: Int, at: Int)? = nil
  ) -> ClosureJob {
    let sources = (0..<3).map { index in
      ScriptedSource([script(index, crashAt: crash?.source == index ? crash?.at : nil)])
    }
    return ClosureJob { flow in
      let streams = sources.enumerated().map { index, source in
        flow.source("source-\(index)", source).eventTime(\.time, watermarks: .monotonous)
      }
      streams[0].union(streams[1]).union(streams[2])
        .keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(windowSize)))
        .aggregate("count", .count()) { key, window, count in
          Total(key, start: window.start, count: count)
        }
        .sink("totals", to: CollectingSink(output))
    }
  }
}

/// Calls back at named places of the engine.
struct Hooks: Failpoints {
  let actions: [Failpoint: @Sendable () throws -> Void]
  func hit(_ point: Failpoint) throws { try actions[point]?() }
}

/// Lets time pass until something holds.
func advance(
  _ clock: ManualClock, by step: Duration = .milliseconds(100), until condition: () -> Bool
) async {
  while !condition() {
    clock.advance(by: step)
    await Task.yield()
  }
}

/// Runs a job in the background.
final class Running<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let task: Task<Value, any Error>

  init(_ body: @escaping @Sendable () async throws -> Value) {
    task = Task { try await body() }
    Task { [self] in
      let value = await task.result
      result.withLock { $0 = value }
    }
  }

  var hasEnded: Bool { result.withLock { $0 != nil } }
  var value: Value { get async throws { try await task.value } }
}

/// The code of the error that `body` throws; nil when it throws none.
func errorCode(_ body: () async throws -> Void) async -> WeirError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? WeirError)?.code
  }
}
