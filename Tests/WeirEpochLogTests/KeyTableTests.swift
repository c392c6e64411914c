import Testing
import WeirCore
import WeirTestKit

@testable import WeirEpochLog

@Suite struct KeyTableTests {
  @Test func `It finds the key's change before, as a dictionary does, while it grows`() {
    for seed: UInt64 in 0..<50 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 1...600, using: &generator)
      let keyCount = Int.random(in: 1...count, using: &generator)
      let keys = (0..<count).map { _ in
        Array("key \(Int.random(in: 0..<keyCount, using: &generator))".utf8)
      }
      var expected: [[UInt8]: Int32] = [:]
      let memory = keys.map { key in
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: key.count, alignment: 1)
        copy.copyBytes(from: key)
        return copy
      }
      defer { for copy in memory { copy.deallocate() } }
      var table = KeyTable(capacity: Int.random(in: 0...32, using: &generator))
      var changes: [LoggedChange] = []
      for (index, key) in keys.enumerated() {
        changes.append(
          LoggedChange(
            kind: .put, key: UnsafeRawBufferPointer(memory[index]),
            payload: UnsafeRawBufferPointer(start: nil, count: 0), sequence: UInt64(index)))
        let before = table.replace(with: Int32(index), in: changes)
        #expect(before == expected[key] ?? -1)
        expected[key] = Int32(index)
      }
    }
  }
}
