import Testing
import Weir
import WeirTestKit

@testable import WeirJobs
@testable import weir_bench
@testable import weir_crash

@Suite struct NexmarkGeneratorTests {
  @Test("The generated events are the official ones, byte for byte", arguments: NexmarkFile.all)
  func official(_ file: NexmarkFile) throws {
    let lines = try file.makeLines()
    let head = try #require(file.head)
    #expect(head.count > 10_000)
    #expect(lines.prefix(head.count).elementsEqual(head))
    #expect(SHA256.hexadecimal(lines) == file.sha256)
    if file.name == "20k" {
      #expect(try InputFile.bytes(Fixture.path("Nexmark/events-20k.jsonl.gz")) == lines)
    }
    if let official = try file.official() {
      #expect(lines == official)
    } else {
      print("events-\(file.name): not compared with the file, WEIR_NEXMARK names no folder with it")
    }
  }

  @Test("A generator goes on exactly where its split stands", arguments: [0, 1, 777, 4999, 5000])
  func resumption(_ position: Int) throws {
    let parameters = NexmarkParameters(outOfOrderGroupSize: 300)
    let split = NexmarkSplit(parameters, count: 5000)
    var whole = NexmarkGenerator(parameters, split)
    for _ in 0..<position { _ = whole.next() }
    // As a checkpoint keeps it.
    var encoder = BinaryEncoder()
    try whole.split.encode(to: &encoder)
    let stored = try encoder.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      return try NexmarkSplit.decode(from: &decoder)
    }
    var resumed = NexmarkGenerator(parameters, stored)
    for _ in position..<5000 {
      let (event, same) = (whole.next(), resumed.next())
      #expect(event != nil)
      #expect(event == same)
    }
    let (end, sameEnd) = (whole.next(), resumed.next())
    #expect(end == nil)
    #expect(sameEnd == nil)
  }

  @Test("Splits share the events, and no person or auction comes twice")
  func splits() {
    let parameters = NexmarkParameters(eventsPerSecond: 1000)
    var (persons, auctions): ([Int], [Int]) = ([], [])
    var count = 0
    var ends: [EventTime] = []
    for index in 0..<3 {
      var generator = NexmarkGenerator(
        parameters, NexmarkSplit(parameters, count: 10_001, index: index, splitCount: 3))
      #expect(generator.remaining == [3333, 3333, 3335][index])
      var last = EventTime.zero
      while let event = generator.next() {
        count += 1
        if let person = event.person { persons.append(person.id) }
        if let auction = event.auction { auctions.append(auction.id) }
        last = event.dateTime
      }
      ends.append(last)
    }
    #expect(count == 10_001)
    #expect(Set(persons).count == persons.count)
    #expect(Set(auctions).count == auctions.count)
    // Each split's events lie three times as far apart, so all come to the same end.
    for end in ends {
      let length = end.milliseconds - parameters.baseTime.milliseconds
      #expect((9_990...10_010).contains(length))
    }
  }

  @Test("An event is the same after JSON and after the state codec")
  func codecs() throws {
    let file = NexmarkFile.all[0]
    var generator = file.generator
    for _ in 0..<500 {
      let next = generator.next()
      let event = try #require(next)
      let line = try JSON.encode(event)
      #expect(try JSON.decode(NexmarkEvent.self, from: line) == event)
      var encoder = BinaryEncoder()
      try event.encode(to: &encoder)
      let stored = encoder.buffer.bytes()
      let restored = try stored.withUnsafeBytes { bytes in
        var decoder = BinaryDecoder(bytes)
        return try NexmarkEvent.decode(from: &decoder)
      }
      #expect(restored == event)
    }
  }

  @Test("Parameters that no events can be made of are refused before anything starts")
  func refusals() {
    #expect(NexmarkSource(count: 10).problem == nil)
    #expect(NexmarkSource(NexmarkParameters(eventsPerSecond: 0), count: 10).problem != nil)
    #expect(NexmarkSource(NexmarkParameters(outOfOrderGroupSize: 0), count: 10).problem != nil)
    #expect(NexmarkSource(count: -1).problem != nil)
    #expect(NexmarkSource(count: .max).problem != nil)
    #expect(NexmarkSource(count: 10, splitCount: 0).problem != nil)
    let slow = NexmarkParameters(eventsPerSecond: 1)
    var generator = NexmarkGenerator(
      slow, NexmarkSplit(slow, count: slow.countLimit, index: 0, splitCount: 1))
    let first = generator.next()
    #expect(first?.dateTime == slow.baseTime + .seconds(1))
  }
}
