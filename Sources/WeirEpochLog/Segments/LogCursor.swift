import WeirCore

/// A place in the changes of one segment.
final class LogCursor {
  private let scan: LogScan
  private let segment: Segment
  private var totals = LogTotals()
  /// The chunk that is being read, what of it was read, and where it stands in the file.
  private var block: LogBlock?
  private var position = 0
  private var changesLeft = 0
  private var blockOffset: UInt64 = 0

  init(_ scan: LogScan, _ segment: Segment) {
    self.scan = scan
    self.segment = segment
  }

  /// Whether there is a further change; at the end the whole is compared with what the manifest
  /// lists.
  func hasChange() throws -> Bool {
    if changesLeft > 0 { return true }
    block = nil
    while totals.byteCount < segment.byteCount, let chunk = try scan.next() {
      guard chunk.partition == segment.partition else {
        scan.skip(chunk)
        continue
      }
      let (read, offset) = try scan.read(chunk, into: &totals)
      (block, position, blockOffset) = (read, 0, offset)
      changesLeft = Int(chunk.changeCount)
      return true
    }
    try EpochLogReader.check(totals, segment, scan.path)
    return false
  }

  /// Moves changes of the present chunk to the page until it has no more or the page is full.
  func take(into page: PageBuilder, from sequence: inout UInt64) throws {
    guard let block else { return }
    page.hold(block)
    let bytes = block.bytes
    while changesLeft > 0, !page.isFull {
      let change = try decode(bytes, sequence)
      sequence += 1
      changesLeft -= 1
      page.append(change)
    }
    if changesLeft == 0, position != bytes.count {
      throw damage("\(bytes.count - position) bytes follow the chunk's last change")
    }
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ sequence: UInt64
  ) throws -> LoggedChange {
    guard bytes.count - position >= LogChunk.changeHeaderByteCount else {
      throw damage("the chunk ends within the head of a change")
    }
    guard
      let kind = LoggedChange.Kind(
        rawValue: bytes.loadUnaligned(fromByteOffset: position, as: UInt8.self))
    else { throw damage("no kind of change has the number \(bytes[position])") }
    let keyLength = Int(bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self))
    let payloadLength = Int(bytes.loadUnaligned(fromByteOffset: position + 5, as: UInt32.self))
    let keyStart = position + LogChunk.changeHeaderByteCount
    guard bytes.count - keyStart >= keyLength + payloadLength else {
      throw damage("a change claims \(keyLength) and \(payloadLength) bytes: the chunk has fewer")
    }
    let payloadStart = keyStart + keyLength
    position = payloadStart + payloadLength
    return LoggedChange(
      kind: kind, key: UnsafeRawBufferPointer(rebasing: bytes[keyStart..<payloadStart]),
      payload: UnsafeRawBufferPointer(rebasing: bytes[payloadStart..<position]),
      sequence: sequence)
  }

  private func damage(_ reason: String) -> WeirError {
    LogDamage.error(reason, scan.path, at: blockOffset + UInt64(position))
  }
}
