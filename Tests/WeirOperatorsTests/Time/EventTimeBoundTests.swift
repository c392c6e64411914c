import Testing
import WeirCore
import WeirGraph
import WeirOperators
import WeirTestKit

/// Times at and beyond the bounds of what events may have.
struct EventTimeBoundTests {
  private static let beyond: [Int64] = [
    (1 << 60) + 1, -(1 << 60) - 1, .max, .min, .max - 1, .min + 1, .max / 2, .min / 2,
  ]

  @Test(
    "A selector that makes a time that no event may have fails with an error that says so",
    arguments: beyond)
  func selector(milliseconds: Int64) throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.eventTime(
        { EventTime(milliseconds: $0.value == 2 ? milliseconds : 0) }, watermarks: .monotonous)
    }
    let error = try #require(throws: WeirError.self) {
      try harness.push([Reading("a", 1), Reading("a", 2)])
    }
    #expect(error.code == .malformedInput)
    #expect(!error.isRetriable)
    #expect(error.message.contains("\(milliseconds) ms"))
  }

  @Test(
    "A record of such a time that reaches a window fails with an error, whatever the window",
    arguments: beyond)
  func windows(milliseconds: Int64) throws {
    let jobs = [
      WindowJobs.tumbling(10), WindowJobs.tumbling(1 << 60, lateness: .max),
      WindowJobs.sliding(25, every: 10, lateness: .max), WindowJobs.session(gap: 1 << 60),
      WindowJobs.session(gap: 10, lateness: .max),
    ]
    for define in jobs {
      let harness = try OperatorHarness(define)
      let error = try #require(throws: WeirError.self) {
        try harness.push(Reading("a", 1), at: at(milliseconds))
      }
      #expect(error.code == .malformedInput)
      #expect(error.message.contains("\(milliseconds) ms"))
    }
  }

  @Test("Records at the bounds are in windows like any other, also with the longest lateness")
  func bounds() throws {
    for lateness in [0, Int64.max] {
      let jobs = [
        WindowJobs.tumbling(1000, lateness: lateness),
        WindowJobs.tumbling(1 << 60, lateness: lateness),
        WindowJobs.sliding(1 << 60, every: 1 << 58, lateness: lateness),
        WindowJobs.session(gap: 1 << 60, lateness: lateness),
        WindowJobs.session(gap: 5, lateness: lateness),
      ]
      for define in jobs {
        let harness = try OperatorHarness(define)
        try harness.push([
          (Reading("first", 1), .earliestEvent), (Reading("last", 2), .latestEvent),
          (Reading("middle", 4), .zero),
        ])
        try harness.advanceWatermark(to: .latestEvent)
        try harness.endInput()
        #expect(Set(harness.output.map(\.key)) == ["first", "last", "middle"])
        #expect(harness.counters["late"] == 0)
      }
    }
  }
}
