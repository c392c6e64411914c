import Testing
import Weir
import WeirTestKit

@testable import WeirJobs

/// Sessions and rows of one user.
@Suite struct ListeningTests {
  private let harness: KeyedHarness<Listening>

  init() throws {
    harness = try KeyedHarness(
      Listening(), sideOutputs: [Listening.heard, Listening.sessions, Listening.late])
  }

  private func send(
    _ id: String, _ kind: PlayKind = .started, play: String? = nil, minute: Int64
  ) throws {
    var event = PlayEvent()
    event.event = id
    event.kind = kind
    event.user = "anna"
    event.play = play ?? id
    event.title = "title of \(event.play)"
    event.artist = "artist"
    event.time = .zero + .minutes(minute)
    event.duration = kind == .started ? nil : 60_000
    try harness.process(event, key: "anna", at: event.time)
  }

  private func sessions() throws -> [String] {
    try harness.sideOutput(Listening.sessions).map {
      "\($0.start.milliseconds / 60_000)-\($0.end.milliseconds / 60_000): \($0.plays)"
    }
  }

  @Test("An event half an hour after the last one belongs to the session, a later one does not")
  func gap() throws {
    try send("a", minute: 10)
    try send("b", minute: 40)
    try harness.advanceWatermark(to: .zero + .minutes(40))
    try send("c", minute: 71)
    try harness.advanceWatermark(to: (.zero + .minutes(70)).advanced(byMilliseconds: -1))
    #expect(try sessions() == [])
    try harness.advanceWatermark(to: .zero + .minutes(70))
    #expect(try sessions() == ["10-40: 2"])
    try harness.advanceWatermark(to: .distantFuture)
    #expect(try sessions() == ["71-71: 1"])
  }

  @Test("An event that comes out of order joins two sessions")
  func bridge() throws {
    try send("a", minute: 10)
    try send("b", minute: 60)
    try send("c", minute: 35)
    try harness.advanceWatermark(to: .distantFuture)
    #expect(try sessions() == ["10-60: 3"])
  }

  @Test("An event that comes twice counts once")
  func copies() throws {
    try send("a", minute: 10)
    try send("a", minute: 10)
    try harness.advanceWatermark(to: .distantFuture)
    #expect(try sessions() == ["10-10: 1"])
    #expect(harness.output.count == 1)
  }

  @Test("The end of a play updates its row, a skip does not, and a late event goes aside")
  func rows() throws {
    try send("a", play: "p", minute: 10)
    try send("b", .completed, play: "p", minute: 11)
    try send("c", .skipped, play: "q", minute: 12)
    let rows = harness.output.compactMap(\.row)
    #expect(rows.map(\.play) == ["p", "p"])
    #expect(rows.map(\.duration) == [nil, 60_000])
    #expect(rows.allSatisfy { $0.started == .zero + .minutes(10) })
    try harness.advanceWatermark(to: .zero + .minutes(20))
    try send("d", minute: 20)
    #expect(try harness.sideOutput(Listening.late).map(\.event) == ["d"])
    // The rows follow from the archive, so what is late must not be in it.
    #expect(try harness.sideOutput(Listening.heard).map(\.event) == ["a", "b", "c"])
    #expect(harness.output.isEmpty)
  }

  @Test("Every tenth session takes the row of its oldest event away, after all its puts")
  func removals() throws {
    for session in 0..<25 {
      try send("\(session)-first", minute: Int64(session) * 100)
      try send("\(session)-second", minute: Int64(session) * 100 + 5)
    }
    #expect(harness.output.allSatisfy { !$0.isRemoval })
    try harness.advanceWatermark(to: .distantFuture)
    let changes = harness.output
    #expect(changes.count == 2)
    #expect(changes.allSatisfy { $0.isRemoval })
    #expect(try harness.sideOutput(Listening.sessions).count == 25)
  }
}
