import WeirCore
import WeirStorage

/// Bytes of a file in order. The calls block, and come from one task at a time.
protocol ByteInput: AnyObject, Sendable {
  /// Fills `buffer` as far as the input has bytes; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
  /// What was inflated so far, for inputs that inflate. May be asked while another task reads.
  var inflation: Inflation? { get }
  /// Gives the file back. Closing twice is fine.
  func close()
}

extension GzipByteInput: ByteInput {}

extension ByteInput {
  var inflation: Inflation? { nil }

  /// Leaves out the next `byteCount` bytes.
  /// - Returns: how many were left out; fewer only when the input ended there.
  func skip(_ byteCount: UInt64) throws -> UInt64 {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { scratch.deallocate() }
    var left = byteCount
    while left > 0 {
      let wanted = Int(min(left, UInt64(scratch.count)))
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<wanted]))
      if count == 0 { break }
      left -= UInt64(count)
    }
    return byteCount - left
  }

  /// The bytes up to the first line feed, without it.
  /// - Returns: the line and how many bytes it takes with its line feed; nil when the input is
  ///   empty, or when it ends before a line feed and `needsLineFeed` is set.
  /// - Throws: when the line is longer than `limit`.
  func readFirstLine(limit: Int, needsLineFeed: Bool = false) throws -> FirstLine? {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
    defer { scratch.deallocate() }
    var line: [UInt8] = []
    while true {
      let count = try read(into: scratch)
      if count == 0 {
        guard !line.isEmpty, !needsLineFeed else { return nil }
        return FirstLine(bytes: line, byteCount: UInt64(line.count))
      }
      let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
      if let lineFeed = LineScan.firstLineFeed(in: bytes) {
        line.append(contentsOf: bytes[..<lineFeed])
        guard line.count <= limit else { throw Self.headerTooLong(limit) }
        return FirstLine(bytes: line, byteCount: UInt64(line.count) + 1)
      }
      line.append(contentsOf: bytes)
      guard line.count <= limit else { throw Self.headerTooLong(limit) }
    }
  }

  private static func headerTooLong(_ limit: Int) -> WeirError {
    WeirError(
      .malformedInput,
      "the first line should be a header but is longer than \(limit) bytes; check that the file "
        + "is of the format that the source expects", at: .init(line: 1, byteOffset: 0))
  }
}

/// The header line of a file.
struct FirstLine: Sendable {
  /// Without the line feed.
  let bytes: [UInt8]
  /// With the line feed, if there is one.
  let byteCount: UInt64
}
