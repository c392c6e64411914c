import WeirCore
import WeirStorage

extension File {
  /// CRC-32C of the file's first bytes, or of all when there are fewer.
  func checksum(ofFirst byteCount: UInt64) throws -> UInt32 {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var crc = CRC32C()
    var offset: UInt64 = 0
    while offset < byteCount {
      let wanted = Int(min(byteCount - offset, UInt64(buffer.count)))
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
      let count = try readFully(into: room, at: offset)
      if count == 0 { break }
      crc.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += UInt64(count)
    }
    return crc.value
  }
}
