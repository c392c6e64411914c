import WeirCore

/// Changes that put rows or documents of one store into another, gathered to a page.
public struct CopiedPage {
  /// Append a key, call ``endKey()``, append the payload, call ``end()``.
  public let buffer = ByteBuffer(capacity: 1 << 16)
  private var keys: [Range<Int>] = []
  private var payloads: [Range<Int>] = []
  private var start = 0
  private var keyEnd = 0

  public init() {}

  public mutating func begin() { start = buffer.count }
  public mutating func endKey() { keyEnd = buffer.count }
  public mutating func end() {
    keys.append(start..<keyEnd)
    payloads.append(keyEnd..<buffer.count)
  }

  public var isFull: Bool { keys.count >= 512 || buffer.count >= 1 << 20 }

  /// Calls `body` with the changes, if there are any, and forgets them.
  public mutating func hand(
    to body: (UnsafeBufferPointer<LoggedChange>) throws -> Void
  ) throws {
    guard !keys.isEmpty else { return }
    defer {
      keys.removeAll()
      payloads.removeAll()
      buffer.removeAll()
    }
    try buffer.withUnsafeBytes { bytes in
      let changes = zip(keys, payloads).enumerated().map { sequence, ranges in
        LoggedChange(
          kind: .put, key: UnsafeRawBufferPointer(rebasing: bytes[ranges.0]),
          payload: UnsafeRawBufferPointer(rebasing: bytes[ranges.1]), sequence: UInt64(sequence))
      }
      try changes.withUnsafeBufferPointer(body)
    }
  }
}
