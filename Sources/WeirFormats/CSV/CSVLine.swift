import WeirCore

/// One field of a line, without its quotes.
@usableFromInline struct CSVField {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let count: Int
  @usableFromInline let isQuoted: Bool
  /// Whether doubled quotes stand in it.
  @usableFromInline let hasQuotes: Bool

  @usableFromInline var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: count)
  }

  /// The text with doubled quotes made single.
  @usableFromInline var unquoted: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(count)
    var index = 0
    while index < count {
      output.append(start[index])
      index += start[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    return output
  }
}

/// Splits lines into fields. Holds the fields of one line at a time.
final class CSVLine {
  private let separator: UInt8
  /// 0 while it is not known, for the header.
  private let columnCount: Int
  /// The first ``count`` are those of the line; room for `capacity`.
  private(set) var fields: UnsafeMutablePointer<CSVField>
  private(set) var count = 0
  private var capacity: Int

  init(separator: UInt8, columnCount: Int = 0) {
    self.separator = separator
    self.columnCount = columnCount
    capacity = max(16, columnCount)
    fields = .allocate(capacity: capacity)
  }

  deinit { fields.deallocate() }

  /// Replaces the fields by those of `line`, which must outlive their use.
  /// - Throws: `malformedInput` for broken quotes and another number of fields than columns.
  func split(_ line: UnsafeRawBufferPointer) throws {
    count = 0
    guard let base = line.baseAddress else { return }
    let start = base.assumingMemoryBound(to: UInt8.self)
    let end = start + line.count
    let separators = UInt64(separator) &* JSONText.lowBits
    var cursor = start
    var found = 0
    while true {
      let field: CSVField
      if cursor < end, cursor.pointee == UInt8(ascii: "\"") {
        field = try quotedField(&cursor, start, end)
      } else {
        let first = cursor
        Self.skipPlain(&cursor, end, separator, separators)
        guard cursor == end || cursor.pointee == separator else {
          throw Self.malformed(
            "a quote inside a field that does not start with one", cursor - start)
        }
        field = CSVField(start: first, count: cursor - first, isQuoted: false, hasQuotes: false)
      }
      if found == capacity { grow() }
      (fields + found).initialize(to: field)
      found &+= 1
      guard cursor < end else { break }
      cursor += 1
    }
    count = found
    if columnCount > 0, found != columnCount {
      throw Self.malformed("\(found) fields, but \(columnCount) columns", 0)
    }
  }

  /// Moves to the next separator or quote, or to the end.
  @inline(__always) private static func skipPlain(
    _ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ separator: UInt8,
    _ separators: UInt64
  ) {
    while end - cursor >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
      let quotes = word ^ (JSONText.lowBits &* 0x22)
      let ends = word ^ separators
      let found =
        (((quotes &- JSONText.lowBits) & ~quotes) | ((ends &- JSONText.lowBits) & ~ends))
        & JSONText.highBits
      if found != 0 {
        cursor += found.trailingZeroBitCount >> 3
        return
      }
      cursor += 8
    }
    while cursor < end, cursor.pointee != separator, cursor.pointee != UInt8(ascii: "\"") {
      cursor += 1
    }
  }

  private func grow() {
    let grown = UnsafeMutablePointer<CSVField>.allocate(capacity: capacity * 2)
    grown.moveInitialize(from: fields, count: capacity)
    fields.deallocate()
    fields = grown
    capacity *= 2
  }

  private func quotedField(
    _ cursor: inout UnsafePointer<UInt8>, _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) throws -> CSVField {
    let quote = cursor
    cursor += 1
    let first = cursor
    var hasQuotes = false
    while cursor < end {
      guard cursor.pointee == UInt8(ascii: "\"") else {
        cursor += 1
        continue
      }
      if cursor + 1 < end, cursor[1] == UInt8(ascii: "\"") {
        hasQuotes = true
        cursor += 2
        continue
      }
      let field = CSVField(
        start: first, count: cursor - first, isQuoted: true, hasQuotes: hasQuotes)
      cursor += 1
      guard cursor == end || cursor.pointee == separator else {
        throw Self.malformed("text behind a closing quote", cursor - start)
      }
      return field
    }
    throw Self.malformed(
      "a quote is not closed on its line; line breaks inside quotes are not supported, because"
        + " files are split at line ends", quote - start)
  }

  static func malformed(_ reason: String, _ offset: Int) -> WeirError {
    WeirError(.malformedInput, reason, at: .init(byteOffset: UInt64(offset)))
  }
}
