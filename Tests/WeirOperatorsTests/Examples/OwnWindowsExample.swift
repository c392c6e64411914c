import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Fare: Record {
  var line = 0
  var cents = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("line", &line)
    try field("cents", &cents)
  }
}

/// Mornings and evenings of each day; what lies between is in no window.
struct RushHours: WindowAssigner {
  func windows(of fare: Fare, at time: EventTime) -> [Window] {
    let days = AlignedWindows.tumbling(every: .days(1)).windows(at: time.milliseconds)
    return days.flatMap { day in
      [Int64(6), 16].map { Window(start: day.start + .hours($0), end: day.start + .hours($0 + 3)) }
    }
    .filter { $0.start <= time && time < $0.end }
  }
}

func rushHourTakings(_ fares: DataStream<Fare>) -> DataStream<Int> {
  fares.keyed(by: \.line)
    .window(RushHours())
    .aggregate("takings", .sum(\.cents)) { line, pane, cents in cents }
}

/// The example of the page OwnWindows.
struct OwnWindowsExample {
  @Test("The example adds up mornings and evenings, and nothing between")
  func example() throws {
    let harness = try OperatorHarness(rushHourTakings)
    for (hour, cents) in [(Int64(6), 1), (8, 2), (9, 4), (12, 8), (16, 16), (18, 32), (23, 64)] {
      try harness.push(Fare(line: 1, cents: cents), at: .zero + .hours(hour))
    }
    try harness.advanceWatermark(to: .zero + .hours(9))
    #expect(harness.output == [3])
    try harness.endInput()
    #expect(harness.output == [48])
  }
}
