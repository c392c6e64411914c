import WeirCore

/// One field of a line, without its quotes.
@usableFromInline struct CSVField {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let count: Int
  @usableFromInline let isQuoted: Bool
  /// Whether doubled quotes stand in it.
  @usableFromInline let hasQuotes: Bool

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// The text with doubled quotes made single.
  var unquoted: [UInt8] {
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
  let separator: UInt8
  /// 0 while it is not known, for the header.
  private(set) var columnCount: Int
  private(set) var fields: [CSVField] = []

  init(separator: UInt8, columnCount: Int = 0) {
    self.separator = separator
    self.columnCount = columnCount
    fields.reserveCapacity(columnCount)
  }

  /// Replaces the fields by those of `line`.
  /// - Throws: `malformedInput` for broken quotes and another number of fields than columns.
  func split(_ line: UnsafeRawBufferPointer) throws {
    fields.removeAll(keepingCapacity: true)
    guard let base = line.baseAddress else { return }
    let start = base.assumingMemoryBound(to: UInt8.self)
    let end = start + line.count
    var cursor = start
    while true {
      if cursor < end, cursor.pointee == UInt8(ascii: "\"") {
        fields.append(try quotedField(&cursor, start, end))
      } else {
        let first = cursor
        while cursor < end, cursor.pointee != separator {
          if cursor.pointee == UInt8(ascii: "\"") {
            throw Self.malformed("a quote inside a field that does not start with one", cursor - start)
          }
          cursor += 1
        }
        fields.append(
          CSVField(start: first, count: cursor - first, isQuoted: false, hasQuotes: false))
      }
      guard cursor < end else { break }
      cursor += 1
    }
    if columnCount > 0, fields.count != columnCount {
      throw Self.malformed("\(fields.count) fields, but \(columnCount) columns", 0)
    }
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
      let field = CSVField(start: first, count: cursor - first, isQuoted: true, hasQuotes: hasQuotes)
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
