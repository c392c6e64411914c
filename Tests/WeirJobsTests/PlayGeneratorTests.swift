import Testing
import Weir

@testable import WeirJobs

/// The generated lines of `plays`.
@Suite struct PlayGeneratorTests {
  private static func generator(
    events: Int = 40_000, seed: Int = 1, users: Int = 500, hasBurst: Bool = false
  ) throws -> PlayGenerator {
    try PlayGenerator(events: events, seed: seed, users: users, tracks: 300, hasBurst: hasBurst)
  }

  private static func lines(_ generator: PlayGenerator, _ count: Int = 40_000) -> [IncomingLine] {
    (0..<Int64(count)).map { IncomingLine(generator.line($0)) }
  }

  @Test("A line is a function of its number and of the seed alone")
  func pure() throws {
    let first = try Self.generator()
    let again = try Self.generator()
    let other = try Self.generator(seed: 2)
    for number in stride(from: Int64(39_999), through: 0, by: -97) {
      #expect(first.line(number) == again.line(number))
    }
    #expect((0..<100).contains { first.line($0) != other.line($0) })
  }

  @Test(
    "Of a hundred lines about one is invalid, one late and one a copy", arguments: [false, true])
  func shares(hasBurst: Bool) throws {
    let lines = Self.lines(try Self.generator(hasBurst: hasBurst))
    let events = lines.compactMap(\.event)
    let invalid = lines.count { $0.invalid != nil }
    let late = events.count { $0.isLate }
    let copies = events.count - Set(events.map(\.event)).count
    #expect((300...500).contains(invalid))
    #expect((300...600).contains(late))
    #expect((250...500).contains(copies))
    #expect(lines.allSatisfy { ($0.event == nil) != ($0.invalid == nil) })
  }

  @Test("The events of a user are in one split, and a split's are in the order of their reception")
  func lanes() throws {
    for hasBurst in [false, true] {
      let events = Self.lines(try Self.generator(hasBurst: hasBurst)).compactMap(\.event)
      var lanes: [String: Int64] = [:]
      var received: [Int64: EventTime] = [:]
      for event in events {
        let lane = try #require(event.number) % Int64(PlaySchedule.laneCount)
        #expect(lanes[event.user, default: lane] == lane)
        lanes[event.user] = lane
        #expect(received[lane] ?? .distantPast <= event.received)
        received[lane] = event.received
      }
      #expect(lanes.count > 250)
    }
  }

  @Test("A play ends some minutes after its start, and both say the same of it")
  func ends() throws {
    var starts: [String: PlayEvent] = [:]
    var count = 0
    for event in Self.lines(try Self.generator(hasBurst: true)).compactMap(\.event)
    where !event.isLate {
      guard let duration = event.duration else {
        starts[event.play] = event
        continue
      }
      guard let start = starts[event.play] else { continue }
      count += 1
      #expect(event.time.milliseconds - start.time.milliseconds == duration)
      #expect((90_000...210_000).contains(duration))
      #expect([event.user, event.title] == [start.user, start.title])
      #expect(event.track == start.track)
    }
    #expect(count > 17_000)
  }

  @Test("A burst is a short time with many times the events, all of one album")
  func burst() throws {
    let events = Self.lines(try Self.generator(hasBurst: true)).compactMap(\.event)
    let minutes = Dictionary(grouping: events) { $0.received.milliseconds / 600_000 }
      .mapValues(\.count)
    let album = events.filter { $0.track >= 300 && !$0.isLate }
    let most = try #require(minutes.values.max())
    let usual = minutes.values.sorted()[minutes.count / 2]
    #expect(most > usual * 10)
    #expect((6_000...8_500).contains(album.count))
    #expect(Set(album.map(\.artist)).count == 1)
  }

  @Test("Numbers that make no sense are refused")
  func refusals() {
    for (events, users) in [(-1, 500), (10, 63), (10, Int.max), (Int.max, 500)] {
      #expect(throws: WeirError.self) {
        _ = try Self.generator(events: events, users: users)
      }
    }
  }
}
