import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// Windows that cannot be right are refused when the job is built, with what to change.
struct WindowRefusalTests {
  /// What is wrong with windows over a stream of readings.
  private func problems(
    hasTimes: Bool = true, _ define: (DataStream<Reading>) throws -> Void
  ) throws -> String {
    let flow = JobBuilder()
    var stream = flow.source("readings", ScriptedSource<Reading>([[]]))
    if hasTimes { stream = stream.eventTime({ _ in .zero }, watermarks: .monotonous) }
    try define(stream)
    return flow.finish().problems.joined(separator: "; ")
  }

  private func expect(
    _ word: String, _ define: @escaping PaneJobs.Define, hasTimes: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let problems = try problems(hasTimes: hasTimes) { _ = try define($0) }
    #expect(problems.contains(word), sourceLocation: sourceLocation)
    #expect(problems.hasPrefix("operator \"windows\""), sourceLocation: sourceLocation)
  }

  @Test("SEMANTICS 6.5: a purging trigger with lateness is refused, unless the windows are discarding")
  func purgingWithLateness() throws {
    let trigger = LoggingTrigger(log: TriggerLog(), answer: .fireAndPurge, purges: true)
    try expect("discarding()", PaneJobs.tumbling { $0.trigger(trigger) })
    #expect(
      try problems { _ = try PaneJobs.tumbling { $0.trigger(trigger).discarding() }($0) } == "")
    #expect(
      try problems { _ = try PaneJobs.tumbling(lateness: 0) { $0.trigger(trigger) }($0) } == "")
  }

  @Test("SEMANTICS 3.3: sessions with a trigger that cannot merge are refused")
  func sessionsWithoutMerge() throws {
    let trigger = OverLimit(merges: false)
    try expect("onMerge", PaneJobs.session { $0.trigger(trigger) })
    #expect(try problems { _ = try PaneJobs.tumbling { $0.trigger(trigger) }($0) } == "")
  }

  @Test("SEMANTICS 6.6: windows that would lose what windows before them give again are refused")
  func chainedLateness() throws {
    func chained(_ second: Int64, late: Bool = false) throws -> String {
      try problems { stream in
        let first = try WindowJobs.tumbling(10, lateness: 7)(stream).filter { $0.count > 0 }
        _ = first.keyed(by: \.key)
          .window(
            .session(gap: .seconds(1)), allowedLateness: .milliseconds(second),
            lateTo: late ? OutputTag<WindowTotal>("later") : nil
          )
          .aggregate("second", .sum(\.sum)) { Reading($0, $2) }
      }
    }
    let refused = try chained(6)
    #expect(refused.contains("operator \"second\""))
    #expect(refused.contains("allowedLateness") && refused.contains("lateTo"))
    #expect(try chained(7) == "")
    #expect(try chained(0, late: true) == "")
  }

  @Test("SEMANTICS 6.6: chained lateness goes through every kind of windows")
  func chainedKinds() throws {
    let again = try problems { stream in
      let first = try PaneJobs.tumbling(lateness: 5) { $0.revised() }(stream)
      let second = first.keyed(by: \.key)
        .window(.tumbling(every: .seconds(1)), allowedLateness: .milliseconds(5))
        .aggregate("second", .sum(\.sum)) { Reading($0, $2) }
      _ = second.windowAll(.tumbling(every: .seconds(1)))
        .aggregate("third", .count()) { Reading("", $1) }
      _ = second.eventTime({ _ in .zero }, watermarks: .monotonous)
        .windowAll(.tumbling(every: .seconds(1))).aggregate("fourth", .count()) { Reading("", $1) }
    }
    #expect(again.contains("operator \"third\""))
    #expect(!again.contains("second\"") && !again.contains("fourth"))
    let retracting = try problems { stream in
      let first = try PaneJobs.session { $0.retracting() }(stream)
      _ = first.keyed(by: \.key)
        .window(.tumbling(every: .seconds(1)), allowedLateness: .days(1))
        .aggregate("second", .sum(\.sum)) { Reading($0, $2) }
    }
    #expect(retracting.contains("retracting"))
  }

  @Test("SEMANTICS 6.6: joins that would lose what windows before them give again are refused")
  func chainedJoins() throws {
    typealias Totals = KeyedStream<String, WindowTotal>
    func problems(_ define: (Totals, KeyedStream<String, Reading>) -> Void) throws -> [String] {
      let flow = JobBuilder()
      let stream = flow.source("readings", ScriptedSource<Reading>([[]]))
        .eventTime({ _ in .zero }, watermarks: .monotonous)
      define(
        try WindowJobs.tumbling(10, lateness: 7)(stream).keyed(by: \.key), stream.keyed(by: \.key))
      return flow.finish().problems
    }
    let late = OutputTag<WindowTotal>("late")
    let refused = try problems { totals, readings in
      _ = totals.intervalJoin("join", with: readings, from: .zero, to: .seconds(1)) { $1 }
      _ = readings.intervalJoin("other", with: totals, from: .zero, to: .seconds(1)) { x, _ in x }
      _ = totals.temporalJoin("temporal", asOf: readings) { $1 }
      _ = totals.join("kept", with: readings, retention: .within(.milliseconds(6))) { $1 }
      _ = totals.deduplicate("once", keeping: .first, within: .within(.seconds(1)))
    }
    #expect(refused.count == 5)
    #expect(refused[0].contains("its left stream") && refused[0].contains("lateTo:"))
    #expect(refused[1].contains("its right stream") && refused[1].contains("lateOtherTo:"))
    let accepted = try problems { totals, readings in
      _ = totals.intervalJoin(
        "join", with: readings, from: .zero, to: .seconds(1), lateTo: late
      ) { $1 }
      // Nothing that it gives is behind the watermark.
      .keyed(by: \.key).window(.tumbling(every: .seconds(1)))
      .aggregate("windows", .count()) { key, _, count in Reading(key, count) }
      _ = readings.temporalJoin("temporal", asOf: totals) { x, _ in x }
      _ = totals.join("kept", with: readings, retention: .within(.milliseconds(7))) { $1 }
      _ = totals.join("all", with: readings, retention: .forever) { $1 }
      _ = totals.deduplicate(
        "once", keeping: .first, within: .within(.seconds(1)), allowedLateness: .milliseconds(7))
    }
    #expect(accepted == [])
  }

  @Test("SEMANTICS 6.6: chained windows that allow as much take every result that is given again")
  func chainedInTime() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      try WindowJobs.tumbling(10, lateness: 20)(stream).keyed(by: \.key)
        .window(.tumbling(every: .milliseconds(20)), allowedLateness: .milliseconds(20))
        .aggregate("second", .max(\.sum)) { Reading($0, $2 ?? 0) }
    }
    try harness.push(Reading("a", 1), at: at(5))
    try harness.advanceWatermark(to: at(28))
    try harness.push(Reading("a", 2), at: at(5))
    try harness.endInput()
    #expect(harness.output == [Reading("a", 1), Reading("a", 3)])
    #expect(harness.counters["late"] == 0)
  }

  @Test("Retractions of parts are refused")
  func retractingParts() throws {
    try expect("retracting()", PaneJobs.tumbling { $0.retracting().discarding() })
  }

  @Test("Early results without a distance are refused")
  func earlyDistance() throws {
    try expect("at least one record", PaneJobs.tumbling { $0.early(everyRecords: 0) })
    try expect("millisecond", PaneJobs.tumbling { $0.early(every: .zero, on: .eventTime) })
  }

  @Test("Windows of event time on a stream without are refused, also with a trigger")
  func withoutTimes() throws {
    try expect("eventTime", PaneJobs.tumbling { $0.revised() }, hasTimes: false)
    let all = try problems(hasTimes: false) {
      _ = $0.windowAll(.tumbling(every: .seconds(1))).aggregate("all", .count()) { Reading("", $1) }
    }
    #expect(all.contains("eventTime"))
  }

  @Test("Count windows with a trigger or for a function are refused with the way to do it")
  func countWindows() throws {
    let problems = try problems {
      _ = $0.keyed(by: \.key).window(.count(3)).process("windows") { key, _, _ in [Reading(key, 0)] }
    }
    #expect(problems.contains("collect"))
    let zero = try self.problems {
      _ = $0.keyed(by: \.key).window(.count(0)).aggregate("windows", .count()) { Reading($0, $2) }
    }
    #expect(zero.contains("at least one record"))
  }
}
