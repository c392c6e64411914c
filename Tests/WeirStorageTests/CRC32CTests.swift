import Testing
import WeirTestKit

@testable import WeirStorage

struct CRC32CTests {
  @Test("The checksums are those of RFC 3720 and never change")
  func vectors() {
    #expect(CRC32C.checksum([]) == 0)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(Array(0..<32)) == 0x46DD_794E)
    #expect(CRC32C.checksum((0..<32).reversed()) == 0x113F_DB5C)
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test("Table look-up equals division bit by bit, at every length and alignment")
  func reference() {
    var generator = SeededGenerator(seed: 1)
    let bytes = (0..<256).map { _ in UInt8.random(in: 0...255, using: &generator) }
    bytes.withUnsafeBytes { all in
      for start in 0..<20 {
        for end in start..<all.count {
          let part = UnsafeRawBufferPointer(rebasing: all[start..<end])
          if CRC32C.checksum(part) != Self.slow(part) {
            Issue.record("bytes \(start)..<\(end) have another checksum")
          }
        }
      }
    }
  }

  @Test("Bytes in pieces, and resumed from a value, have the checksum of the whole")
  func streaming() {
    let bytes = (0..<100).map { UInt8($0 &* 37 & 0xFF) }
    let whole = CRC32C.checksum(bytes)
    for cut in 0...bytes.count {
      var crc = CRC32C()
      crc.update(Array(bytes[..<cut]))
      var resumed = CRC32C(resuming: crc.value)
      crc.update(Array(bytes[cut...]))
      resumed.update(Array(bytes[cut...]))
      #expect(crc.value == whole)
      #expect(resumed.value == whole)
    }
  }

  @Test("Every single changed bit changes the checksum")
  func singleBits() {
    let bytes = (0..<64).map { UInt8($0) }
    let whole = CRC32C.checksum(bytes)
    for bit in 0..<(bytes.count * 8) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(CRC32C.checksum(damaged) != whole)
    }
  }

  private static func slow(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
    }
    return ~crc
  }
}
