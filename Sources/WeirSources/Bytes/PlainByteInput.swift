import WeirCore

/// The bytes of a file from an offset on.
final class PlainByteInput: ByteInput, @unchecked Sendable {
  private let file: any File
  private var offset: UInt64

  init(file: any File, offset: UInt64) {
    self.file = file
    self.offset = offset
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try file.read(into: rest, at: offset)
      if count == 0 { break }
      filled += count
      offset += UInt64(count)
    }
    return filled
  }

  func close() { file.close() }
}
