import Testing
import WeirCore

@Suite struct LargeMemoryTests {
  @Test("What is as large as a huge page begins at one, and all of it can be written")
  func alignment() {
    let count = LargeMemory.hugePageByteCount / 8 + 3
    let numbers: UnsafeMutablePointer<UInt64> = LargeMemory.allocate(capacity: count)
    defer { numbers.deallocate() }
    #expect(Int(bitPattern: numbers) % LargeMemory.hugePageByteCount == 0)
    for index in 0..<count { (numbers + index).initialize(to: UInt64(index)) }
    #expect(numbers[0] == 0)
    #expect(numbers[count - 1] == UInt64(count - 1))
  }

  @Test("A buffer keeps its bytes when it grows beyond a huge page")
  func growth() {
    let buffer = ByteBuffer(capacity: 16)
    let count = LargeMemory.hugePageByteCount / 4
    for index in 0..<count { buffer.append(UInt64(index)) }
    let isKept = buffer.withUnsafeBytes { bytes in
      (0..<count).allSatisfy {
        bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) == UInt64($0)
      }
    }
    #expect(isKept)
    #expect(buffer.count == count * 8)
  }

  @Test("Sections are equal by their bytes, whichever buffer holds them")
  func sections() {
    let texts: [[UInt8]] = [[1, 2, 3], [1, 2, 3], [1, 2], [1, 2, 4]]
    let sections = texts.map { bytes in
      StateSection(
        operatorID: OperatorID("sum"), name: "keyed",
        bytes: bytes.withUnsafeBytes { ByteBuffer($0) })
    }
    #expect(sections[0] == sections[1])
    #expect(sections[0] != sections[2])
    #expect(sections[0] != sections[3])
  }
}
