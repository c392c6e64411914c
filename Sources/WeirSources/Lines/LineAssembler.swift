import WeirCore
import WeirFormats

/// Turns bytes that come in chunks into records, line by line.
///
/// Invariants: `position` is the start of a line that is not handled yet, or where the next one will
/// start; it moves only past lines whose record is in a batch or whose refusal is handled. The
/// result is the same however the bytes are cut into chunks.
final class LineAssembler<Element: FieldValue> {
  /// Why ``decode(into:limit:)`` stopped.
  enum Progress: Equatable {
    /// It has handled as many lines as fit the limit.
    case full
    /// No whole line is left: append more bytes, or end the input.
    case needsBytes
    /// Every line of the split is handled.
    case finished
  }

  let window: ByteWindow
  /// Bytes from the start of the file to the first line that is not handled yet.
  private(set) var position: Int64
  /// Lines before `position`; nil where lines are not counted.
  private(set) var lineCount: Int64?
  /// Whether no more bytes will be appended, so that the last line needs no line feed.
  var isInputEnded = false

  private let decoder: LineDecoder<Element>
  private let malformed: MalformedInputHandler
  private let lineByteLimit: Int
  /// Lines that start here or later belong to another split.
  private let end: Int64
  /// Where the window's first byte stands in the file.
  private var windowOffset: Int64
  /// The window's first bytes that are whole lines and may be decoded.
  private var usable = 0
  /// The window's first bytes that are known to hold no line feed.
  private var scanned = 0
  private var dropped: DroppedLine?

  /// A line whose bytes are thrown away as they come.
  private struct DroppedLine {
    var payload: [UInt8]
    var byteCount: Int64
    /// False for the rest of a line that belongs to the split before.
    var isMalformed: Bool
  }

  /// Lines refused and bytes used up since the last ``Progress/full``.
  private var refusedCount = 0
  private var usedByteCount = 0

  /// Decoding goes on in pieces of about this size, which bounds the dead letters of one read.
  private static var pieceByteCount: Int { 1 << 16 }
  /// A read ends after so many refused lines or bytes even when it has found no record, so that
  /// barriers can pass.
  private static var refusedLimit: Int { 1024 }
  private static var usedByteLimit: Int { 4 << 20 }

  /// - Parameter isAligned: when false, the first byte appended is the one before `position`, and
  ///   everything up to the first line feed belongs to the split before.
  init(
    decoder: LineDecoder<Element>, malformed: MalformedInputHandler, position: Int64,
    lineCount: Int64?, end: Int64, lineByteLimit: Int, chunkByteCount: Int, isAligned: Bool = true
  ) {
    self.decoder = decoder
    self.malformed = malformed
    self.position = position
    self.lineCount = lineCount
    self.end = end
    self.lineByteLimit = max(lineByteLimit, 1)
    window = ByteWindow(capacity: 2 * chunkByteCount)
    windowOffset = isAligned ? position : position - 1
    if !isAligned { dropped = DroppedLine(payload: [], byteCount: 0, isMalformed: false) }
  }

  /// Where the next byte to be appended stands in the file.
  var readOffset: Int64 { windowOffset + Int64(window.bytes.count) }

  /// What is there of a line whose end has not come.
  var unfinishedLine: UnsafeRawBufferPointer { window.bytes }

  /// Appends up to `limit` records to `batch`.
  /// - Throws: when a line is malformed and the policy is to fail.
  func decode(into batch: Batch<Element>, limit: Int) throws -> Progress {
    let full = batch.count + min(limit, batch.capacity - batch.count)
    while batch.count < full, refusedCount < Self.refusedLimit,
      usedByteCount < Self.usedByteLimit
    {
      if dropped != nil, try !dropRest() { return isInputEnded ? .finished : .needsBytes }
      if position >= end { return .finished }
      if usable == 0 {
        findLines()
        if dropped != nil { continue }
        if usable == 0 { return isInputEnded ? .finished : .needsBytes }
      }
      try decodeLines(into: batch, limit: full - batch.count)
    }
    refusedCount = 0
    usedByteCount = 0
    return .full
  }

  private func decodeLines(into batch: Batch<Element>, limit: Int) throws {
    let bytes = UnsafeRawBufferPointer(rebasing: window.bytes[..<usable])
    var cursor = LineCursor(offset: 0, lineCount: UInt64(clamping: lineCount ?? 0))
    // The bytes end with a whole line, which may be the file's last one without a line feed.
    try decoder.decode(bytes, &cursor, batch, limit, true) { refused in
      let line = UnsafeRawBufferPointer(rebasing: bytes[refused.range])
      refusedCount += 1
      try malformed.handle(
        MalformedInput(
          payload: MalformedInput.payload(line), byteCount: Int64(line.count),
          line: lineCount == nil ? nil : Int64(clamping: refused.number),
          byteOffset: windowOffset + Int64(refused.range.lowerBound),
          reason: MalformedInput.reason(refused.reason)))
    }
    if lineCount != nil { lineCount = Int64(clamping: cursor.lineCount) }
    usable -= cursor.offset
    moveWindow(by: cursor.offset)
    position = windowOffset
  }

  /// Sets `usable` to a piece of whole lines, none of which is too long, or starts to drop the line
  /// at the front, or leaves both when more bytes are needed.
  private func findLines() {
    let bytes = window.bytes
    usable = wholeLines(in: bytes)
    scanned = usable == 0 ? bytes.count : 0
    let firstEnd: Int
    if usable > 0 {
      firstEnd = LineScan.firstLineFeed(in: bytes) ?? bytes.count
    } else {
      firstEnd = bytes.count
    }
    if firstEnd > lineByteLimit {
      usable = 0
      scanned = 0
      dropped = DroppedLine(payload: [], byteCount: 0, isMalformed: true)
      return
    }
    if usable > Self.pieceByteCount {
      let piece = UnsafeRawBufferPointer(rebasing: bytes[..<Self.pieceByteCount])
      usable = min(usable, (LineScan.lastLineFeed(in: piece) ?? firstEnd) + 1)
    }
    if usable > lineByteLimit { usable = beforeFirstLongLine(in: bytes) }
  }

  /// How many of `bytes` are whole lines of this split.
  private func wholeLines(in bytes: UnsafeRawBufferPointer) -> Int {
    if bytes.isEmpty { return 0 }
    // The line feed that ends the last line that starts before `end` is the first one at or after
    // the byte before `end`.
    let own = end - windowOffset
    if own <= Int64(bytes.count),
      let last = LineScan.firstLineFeed(in: bytes, from: max(Int(own) - 1, scanned))
    {
      return last + 1
    }
    if isInputEnded { return bytes.count }
    return LineScan.lastLineFeed(in: bytes, from: scanned).map { $0 + 1 } ?? 0
  }

  /// The length of the usable lines before the first one that is too long; the first is not.
  private func beforeFirstLongLine(in bytes: UnsafeRawBufferPointer) -> Int {
    let lines = UnsafeRawBufferPointer(rebasing: bytes[..<usable])
    var start = 0
    while start < usable {
      let lineEnd = LineScan.firstLineFeed(in: lines, from: start) ?? usable
      if lineEnd - start > lineByteLimit { return start }
      start = lineEnd + 1
    }
    return usable
  }

  /// Throws bytes away up to the end of the dropped line.
  /// - Returns: whether the end has come.
  private func dropRest() throws -> Bool {
    guard var line = dropped else { return true }
    let bytes = window.bytes
    let lineFeed = LineScan.firstLineFeed(in: bytes)
    let part = UnsafeRawBufferPointer(rebasing: bytes[..<(lineFeed ?? bytes.count)])
    line.byteCount += Int64(part.count)
    line.payload += part.prefix(DeadLetter.payloadByteLimit - line.payload.count)
    guard lineFeed != nil || isInputEnded else {
      dropped = line
      moveWindow(by: bytes.count)
      return false
    }
    if line.isMalformed {
      refusedCount += 1
      try malformed.handle(
        MalformedInput(
          payload: line.payload, byteCount: line.byteCount, line: lineCount.map { $0 + 1 },
          byteOffset: position, reason: "the line is longer than \(lineByteLimit) bytes"))
      lineCount? += 1
    }
    moveWindow(by: lineFeed.map { $0 + 1 } ?? bytes.count)
    dropped = nil
    position = windowOffset
    return true
  }

  private func moveWindow(by byteCount: Int) {
    window.consume(byteCount)
    windowOffset += Int64(byteCount)
    usedByteCount += byteCount
    scanned = 0
  }
}
