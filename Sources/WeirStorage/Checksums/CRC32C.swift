/// The checksum of every file and section that Weir writes: CRC-32C (Castagnoli), as iSCSI, ext4
/// and many storage systems use it (RFC 3720, appendix B.4).
///
/// It finds damage, not forgery. Sixteen bytes are looked up at a time in sixteen tables.
public struct CRC32C: Sendable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// The checksum of no bytes.
  public init() {}

  /// Goes on after bytes whose checksum is known.
  public init(resuming value: UInt32) { state = ~value }

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~state }

  /// Takes further bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    state = Self.advance(state, start, bytes.count)
  }

  /// Takes further bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The checksum of a run of bytes.
  public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = CRC32C()
    crc.update(bytes)
    return crc.value
  }

  /// The checksum of a run of bytes.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { checksum($0) }
  }

  private static func advance(
    _ state: UInt32, _ start: UnsafeRawPointer, _ count: Int
  ) -> UInt32 {
    let tables = tables
    var crc = state
    var next = start
    let end = start + count
    while end - next >= 16 {
      let first = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
      let second = UInt64(littleEndian: next.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      crc = lookUp(tables + 8 * 256, first) ^ lookUp(tables, second)
      next += 16
    }
    while next < end {
      crc = tables[Int((crc ^ UInt32(next.load(as: UInt8.self))) & 0xFF)] ^ (crc >> 8)
      next += 1
    }
    return crc
  }

  /// The contribution of eight bytes, the first of which has the most bytes after it.
  @inline(__always)
  private static func lookUp(_ tables: UnsafePointer<UInt32>, _ word: UInt64) -> UInt32 {
    let low =
      tables[7 * 256 + Int(word & 0xFF)] ^ tables[6 * 256 + Int((word >> 8) & 0xFF)]
      ^ tables[5 * 256 + Int((word >> 16) & 0xFF)] ^ tables[4 * 256 + Int((word >> 24) & 0xFF)]
    let high =
      tables[3 * 256 + Int((word >> 32) & 0xFF)] ^ tables[2 * 256 + Int((word >> 40) & 0xFF)]
      ^ tables[256 + Int((word >> 48) & 0xFF)] ^ tables[Int(word >> 56)]
    return low ^ high
  }

  /// Table k holds the checksums of each byte followed by k zero bytes. Written once, then only
  /// read, and kept for the life of the process.
  nonisolated(unsafe) private static let tables: UnsafePointer<UInt32> = {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
      tables[byte] = crc
    }
    for index in 256..<(16 * 256) {
      let previous = tables[index - 256]
      tables[index] = tables[Int(previous & 0xFF)] ^ (previous >> 8)
    }
    return UnsafePointer(tables)
  }()
}
