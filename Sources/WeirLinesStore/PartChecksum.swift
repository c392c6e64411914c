import WeirCore
import WeirStorage

/// What tells whether a part's bytes are those that were sealed.
enum PartChecksum {
  /// CRC-32C of a file's first bytes, or of all when there are fewer. Blocks.
  static func of(_ file: any File, byteCount: UInt64) throws -> UInt32 {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var crc = CRC32C()
    var offset: UInt64 = 0
    while offset < byteCount {
      let wanted = Int(min(byteCount - offset, UInt64(buffer.count)))
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
      let count = try file.readFully(into: room, at: offset)
      if count == 0 { break }
      crc.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += UInt64(count)
    }
    return crc.value
  }
}
