import Glibc
import WeirCore

/// Decodes the lines of one file, chunk by chunk. Used by one task at a time.
public struct LineDecoder<Element: FieldValue> {
  /// Decodes complete lines until the batch has taken `limit` further records or is full, or no
  /// complete line is left in the chunk.
  ///
  /// A line ends with `\n` or `\r\n`; the last one of a file may end without, when `isLast` says
  /// that nothing follows the chunk. Empty lines are passed over. `cursor` stands behind everything
  /// consumed whenever `onMalformed` is called and when the call ends, also by throwing; so a
  /// source that goes on after an error does not see the line again.
  ///
  /// - Parameters:
  ///   - chunk: a piece of the file that starts at a line's start.
  ///   - cursor: where to start in the chunk, and how many lines came before.
  ///   - batch: takes the records.
  ///   - limit: how many records to append at most.
  ///   - isLast: whether the chunk ends with the file's last byte.
  ///   - onMalformed: applies the source's policy to a line that holds no record; what it throws
  ///     ends the call.
  public let decode: Decode

  /// The shape of ``decode``.
  public typealias Decode = (
    _ chunk: UnsafeRawBufferPointer, _ cursor: inout LineCursor, _ batch: Batch<Element>,
    _ limit: Int, _ isLast: Bool, _ onMalformed: (MalformedLine) throws -> Void
  ) throws -> Void

  @inlinable public init(_ decode: @escaping Decode) { self.decode = decode }

  /// The loop over the lines; formats say by `decodeLine` what one line means.
  @inlinable @inline(__always)
  public static func decodeLines(
    _ chunk: UnsafeRawBufferPointer, _ cursor: inout LineCursor, _ batch: Batch<Element>,
    _ limit: Int, _ isLast: Bool, _ onMalformed: (MalformedLine) throws -> Void,
    _ decodeLine: (UnsafeRawBufferPointer) throws -> Element
  ) throws {
    guard let base = chunk.baseAddress else { return }
    let values = batch.values
    var count = batch.count
    defer { batch.count = count }
    let countLimit = count + min(max(limit, 0), batch.capacity - count)
    while count < countLimit, let line = Lines.next(base, chunk.count, &cursor, isLast) {
      if line.isEmpty { continue }
      do {
        let element = try decodeLine(
          UnsafeRawBufferPointer(start: base + line.start, count: line.count))
        (values + count).initialize(to: element)
        count &+= 1
      } catch {
        batch.count = count
        try onMalformed(
          MalformedLine(
            reason: Lines.reason(error), range: line.start..<(line.start + line.count),
            number: cursor.lineCount))
      }
    }
  }
}

/// Finds the ends of lines.
@usableFromInline enum Lines {
  @usableFromInline struct Line {
    @usableFromInline let start: Int
    @usableFromInline let count: Int
    @inlinable @inline(__always) var isEmpty: Bool { count == 0 }
    @inlinable @inline(__always) init(start: Int, count: Int) {
      self.start = start
      self.count = count
    }
  }

  /// Consumes the next complete line.
  @inlinable @inline(__always) static func next(
    _ base: UnsafeRawPointer, _ byteCount: Int, _ cursor: inout LineCursor, _ isLast: Bool
  ) -> Line? {
    let start = cursor.offset
    guard start < byteCount else { return nil }
    var end = byteCount
    if let found = memchr(base + start, 0x0A, byteCount - start) {
      end = UnsafeRawPointer(found) - base
      cursor.offset = end + 1
    } else {
      guard isLast else { return nil }
      cursor.offset = byteCount
    }
    cursor.lineCount &+= 1
    if end > start, base.load(fromByteOffset: end - 1, as: UInt8.self) == 0x0D { end -= 1 }
    return Line(start: start, count: end - start)
  }

  /// What a decoder or a record's own code threw, as the reason why a line is malformed.
  @usableFromInline @inline(never) static func reason(_ error: any Error) -> WeirError {
    if let error = error as? WeirError { return error }
    return WeirError(.malformedInput, "the record refused the line", cause: error)
  }
}
