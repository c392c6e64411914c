import Testing

@testable import WeirSources

@Suite struct ByteWindowTests {
  @Test(
    "What is appended, in chunks or not, comes out in order whatever is left of it before",
    arguments: [0, 1, 7, 64])
  func order(headroom: Int) {
    var state = UInt64(headroom &+ 1)
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let chunk = ByteChunk(byteCount: 24, headroom: headroom)
    let window = ByteWindow(capacity: 16)
    var next: UInt8 = 0
    var expected: [UInt8] = []
    for _ in 0..<5000 {
      let count = 1 + random(24)
      let bytes = (0..<count).map { next &+ UInt8($0) }
      next &+= UInt8(count)
      if random(4) == 0 {
        bytes.withUnsafeBytes { window.append($0) }
      } else {
        chunk.memory.copyBytes(from: bytes)
        window.append(count, of: chunk)
      }
      expected += bytes
      // Mostly little is left, as of a line; now and then more than any headroom.
      let left = random(8) == 0 ? random(200) : random(8)
      let used = max(0, expected.count - left)
      window.consume(used)
      expected.removeFirst(used)
      guard window.bytes.elementsEqual(expected) else {
        Issue.record("the window holds other bytes than were appended")
        return
      }
    }
    #expect(window.capacity < 2000)
  }
}
