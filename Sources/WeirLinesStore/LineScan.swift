import Glibc
import WeirCore

/// Goes through the lines of one part with memory for its longest line.
struct LineScan {
  private let input: PartInput

  init(_ input: PartInput) { self.input = input }

  /// Calls `body` with each line, without its end, until it returns false; returns what the last
  /// call returned. Bytes after the last line end are a line too.
  func forEachLine(_ body: (UnsafeRawBufferPointer) throws -> Bool) throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    // Bytes at the buffer's start that belong to a line whose end has not been read.
    var held = 0
    var input = input
    while true {
      if held == buffer.count { buffer.append(contentsOf: repeatElement(0, count: held)) }
      let step = try buffer.withUnsafeMutableBytes { bytes in
        let room = UnsafeMutableRawBufferPointer(rebasing: bytes[held...])
        let read = try input.read(into: room)
        let end = held + read
        let rest = try Self.lines(in: UnsafeRawBufferPointer(rebasing: bytes[..<end]), body)
        if let rest { bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[rest..<end])) }
        return (read: read, held: rest.map { end - $0 })
      }
      guard let stillHeld = step.held else { return false }
      held = stillHeld
      if step.read == 0 {
        return try held == 0 || buffer.withUnsafeBytes { try body(.init(rebasing: $0[..<held])) }
      }
    }
  }

  /// Returns where the bytes of an unfinished line begin; nil when `body` wants no more.
  private static func lines(
    in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Bool
  ) throws -> Int? {
    guard let base = bytes.baseAddress else { return 0 }
    var start = 0
    while start < bytes.count, let end = memchr(base + start, 0x0A, bytes.count - start) {
      let length = UnsafeRawPointer(end) - (base + start)
      guard try body(.init(start: base + start, count: length)) else { return nil }
      start += length + 1
    }
    return start
  }
}
