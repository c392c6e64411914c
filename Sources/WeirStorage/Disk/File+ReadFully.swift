import WeirCore

extension File {
  /// Reads until the buffer is full or the file ends; returns how many bytes were read.
  public func readFully(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws -> Int {
    var count = 0
    while count < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let read = try read(into: rest, at: offset + UInt64(count))
      if read == 0 { break }
      count += read
    }
    return count
  }
}
