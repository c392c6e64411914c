import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Play: Record {
  var song = ""
  var count = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("song", &song)
    try field("count", &count)
  }
}

/// The busiest minute of each hour.
func busiestMinutes(_ plays: DataStream<Play>) -> DataStream<Play> {
  plays.keyed(by: \.song)
    .window(.tumbling(every: .minutes(1)), allowedLateness: .minutes(10))
    .aggregate("minutes", .count()) { song, minute, count in Play(song: song, count: count) }
    .keyed(by: \.song)
    .window(.tumbling(every: .hours(1)), allowedLateness: .minutes(10))
    .aggregate("hours", .max(\.count)) { song, hour, most in Play(song: song, count: most ?? 0) }
}

extension Play: Equatable {}

/// The example of the page ChainedWindows.
struct ChainedWindowsExample {
  @Test("The example gives the busiest minute again when a late play makes it busier")
  func example() throws {
    let harness = try OperatorHarness(busiestMinutes)
    func play(_ minute: Int64) throws {
      try harness.push(Play(song: "weir", count: 1), at: .zero + .minutes(minute))
    }
    try play(58)
    try play(58)
    try play(59)
    try harness.advanceWatermark(to: .zero + .minutes(60))
    #expect(harness.output == [Play(song: "weir", count: 2)])
    try play(58)
    #expect(harness.output == [Play(song: "weir", count: 3)])
    #expect(harness.counters["late"] == 0)
  }
}
