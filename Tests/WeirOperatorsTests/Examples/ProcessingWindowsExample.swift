import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Stamp: Record {
  var worker = ""
  var isNight = false
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("worker", &worker)
    try field("night", &isNight)
  }
}

/// A shift is twelve hours, from six or from eighteen.
struct Shifts: WindowAssigner {
  func windows(of stamp: Stamp, at time: EventTime) -> [Window] {
    AlignedWindows.tumbling(every: .days(1), offset: .hours(stamp.isNight ? 18 : 6))
      .windows(at: time.milliseconds)
      .map { Window(start: $0.start, end: $0.start + .hours(12)) }
  }
}

func firstAndLast(_ stamps: DataStream<Stamp>) -> DataStream<Stamp> {
  stamps.keyed(by: \.worker)
    .window(Shifts())
    .process("first-and-last") { worker, pane, stamps in
      [stamps.first, stamps.last].compactMap { $0 }
    }
}

/// The example of the page ProcessingWindows.
struct ProcessingWindowsExample {
  @Test("The example gives the first and the last stamp of each shift")
  func example() throws {
    let harness = try OperatorHarness(firstAndLast)
    let stamps: [(Int64, Bool)] = [(7, false), (9, false), (15, false), (20, true), (29, true)]
    for (hour, isNight) in stamps {
      try harness.push(Stamp(worker: "w", isNight: isNight), at: .zero + .hours(hour))
    }
    try harness.advanceWatermark(to: .zero + .hours(18))
    #expect(harness.output.map(\.isNight) == [false, false])
    try harness.endInput()
    #expect(harness.output.map(\.isNight) == [true, true])
  }
}
