import Testing
import WeirCore
import WeirTestKit

@testable import WeirOperators

struct JoinRowPoolTests {
  private func bytes(_ write: (inout BinaryEncoder) throws -> Void) rethrows -> [UInt8] {
    var encoder = BinaryEncoder()
    try write(&encoder)
    return encoder.buffer.bytes()
  }

  @Test(
    "The rows of many keys in one memory are those of a buffer for each",
    arguments: [1, 2, 3] as [UInt64])
  func model(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pool = JoinRowPool<String>()
    defer { pool.destroy() }
    var lasts = [UInt32](repeating: JoinRowNumber.none, count: 20)
    var buffers = [JoinBuffer<String>](repeating: JoinBuffer(), count: 20)
    for step in 0..<4_000 {
      let key = Int.random(in: 0..<20, using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        pool.removeAll(&lasts[key])
        buffers[key] = JoinBuffer()
      case 1..<6 where !buffers[key].isEmpty:
        pool.removeFirst(&lasts[key])
        buffers[key].removeFirst()
      default:
        let time = Int64.random(in: 0..<50, using: &random)
        let isMatched = Bool.random(using: &random)
        let text = "record \(step) that has memory of its own"
        try pool.insert(text, at: time, isMatched: isMatched, &lasts[key])
        buffers[key].insert(text, at: time, isMatched: isMatched)
      }
      #expect(pool.firstTime(lasts[key]) == buffers[key].firstTime)
      let written = try bytes { try pool.encode(lasts[key], to: &$0) }
      #expect(try written == bytes { try buffers[key].encode(to: &$0) })
    }
    for key in 0..<20 { pool.removeAll(&lasts[key]) }
  }

  @Test("Rows that are gone make room for others, however many there are at once")
  func reuse() throws {
    let pool = JoinRowPool<Int>()
    defer { pool.destroy() }
    for _ in 0..<3 {
      var last = JoinRowNumber.none
      for number in 0..<3_000 { try pool.insert(number, at: 0, isMatched: false, &last) }
      pool.removeAll(&last)
    }
    #expect(pool.storage.pointee.used == 3_000)
  }
}
