import Testing

@testable import WeirRuntime

@Suite struct ChannelRoomTests {
  /// What the room becomes when batches of 1,000 take so long each.
  private func capacity(_ room: inout ChannelRoom, milliseconds: UInt64, batches: Int) -> Int {
    for _ in 0..<batches { _ = room.note(cost: 1000, nanoseconds: milliseconds * 1_000_000) }
    return room.capacity
  }

  @Test("A fast consumer keeps all its room")
  func fast() {
    var room = ChannelRoom(largest: 8192, inputCount: 2)
    #expect(capacity(&room, milliseconds: 1, batches: 1000) == 8192)
  }

  @Test("All inputs of a slow consumer together have room for what it takes in the target time")
  func slow() {
    var room = ChannelRoom(largest: 8192, inputCount: 2)
    // 1,000 in 25 ms are 4,000 in 100 ms.
    #expect(capacity(&room, milliseconds: 25, batches: 1) == 8192)
    #expect(capacity(&room, milliseconds: 25, batches: 1) == 2000)
    var alone = ChannelRoom(largest: 8192, inputCount: 1)
    #expect(capacity(&alone, milliseconds: 25, batches: 2) == 4000)
  }

  @Test("A consumer that stands still keeps the least, and has everything again when it is fast")
  func bounds() {
    var room = ChannelRoom(largest: 8192, inputCount: 1)
    #expect(capacity(&room, milliseconds: 60_000, batches: 1) == 128)
    #expect(capacity(&room, milliseconds: 1, batches: 49) == 128)
    #expect(capacity(&room, milliseconds: 1, batches: 1) == 8192)
    var small = ChannelRoom(largest: 4, inputCount: 1)
    #expect(capacity(&small, milliseconds: 60_000_000, batches: 1) == 1)
  }

  @Test("A change of a quarter or less is none")
  func noise() {
    var room = ChannelRoom(largest: 8192, inputCount: 1)
    _ = capacity(&room, milliseconds: 25, batches: 2)
    #expect(room.note(cost: 1000, nanoseconds: 50_000_000 * 4 / 5 / 2) == nil)
    #expect(room.note(cost: 1000, nanoseconds: 50_000_000 * 4 / 5 / 2) == nil)
    #expect(room.note(cost: 500, nanoseconds: 10_000_000) == nil)
    #expect(room.capacity == 4000)
    #expect(room.note(cost: 4000, nanoseconds: 50_000_000) == 8000)
  }
}
