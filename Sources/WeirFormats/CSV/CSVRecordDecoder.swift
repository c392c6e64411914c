import WeirCore

/// Decodes the lines of one CSV file whose columns are known.
@usableFromInline final class CSVRecordDecoder {
  private let line: CSVLine
  /// For each field of the record its column, or -1 when it keeps its default.
  private let columns: [Int]
  private let null: [UInt8]

  /// - Parameter header: the line with the columns' names; a byte order mark before them is passed
  ///   over.
  /// - Throws: `invalidJob` for a dialect that cannot work, `malformedInput` when a column that the
  ///   record needs is missing or stands twice.
  @usableFromInline
  init(_ dialect: CSVDialect, _ type: FieldType, header: UnsafeRawBufferPointer?) throws {
    if let problem = dialect.problem(for: type) { throw WeirError(.invalidJob, problem) }
    guard case .record(let fields) = type else {
      throw WeirError(.invalidJob, "CSV needs a record")
    }
    null = Array(dialect.null.utf8)
    guard dialect.hasHeader else {
      columns = Array(fields.indices)
      line = CSVLine(separator: dialect.separatorByte, columnCount: fields.count)
      return
    }
    guard let header, !header.isEmpty else {
      throw WeirError(.malformedInput, "the file has no header line with the columns' names")
    }
    let names = try Self.names(header, separator: dialect.separatorByte)
    columns = try fields.map { try Self.column(of: $0, in: names) }
    line = CSVLine(separator: dialect.separatorByte, columnCount: names.count)
  }

  private static func names(
    _ header: UnsafeRawBufferPointer, separator: UInt8
  ) throws -> [[UInt8]] {
    let hasMark = header.starts(with: [0xEF, 0xBB, 0xBF])
    let names = CSVLine(separator: separator)
    try names.split(UnsafeRawBufferPointer(rebasing: header.dropFirst(hasMark ? 3 : 0)))
    return names.fields.map { $0.hasQuotes ? $0.unquoted : Array($0.bytes) }
  }

  private static func column(of field: FieldType.Field, in names: [[UInt8]]) throws -> Int {
    let wanted = Array(field.name.utf8)
    let found = names.indices.filter { names[$0] == wanted }
    if found.count > 1 {
      throw WeirError(.malformedInput, "column \(field.name) stands twice in the header")
    }
    if let column = found.first { return column }
    if case .optional = field.type { return -1 }
    throw WeirError(
      .malformedInput,
      "the header has no column \(field.name); make the field optional or name its column")
  }

  @usableFromInline func split(_ text: UnsafeRawBufferPointer) throws { try line.split(text) }

  /// The decoder of a record's nth field in the current line; nil when the field has no column.
  @usableFromInline
  func decoder(ofField position: Int, _ start: UnsafeRawPointer) -> CSVValueDecoder? {
    guard position < columns.count, columns[position] >= 0 else { return nil }
    return CSVValueDecoder(
      field: line.fields[columns[position]],
      lineStart: start.assumingMemoryBound(to: UInt8.self), null: null)
  }

  /// The record that a line holds.
  @inlinable @inline(__always)
  func decode<R: Record>(_ type: R.Type, _ text: UnsafeRawBufferPointer) throws -> R {
    try split(text)
    var record = R()
    var reader = CSVFieldReader(decoder: self, start: text.baseAddress.unsafelyUnwrapped)
    try record.fields(&reader)
    return record
  }
}

/// Fills a record's fields from the columns of a line.
@usableFromInline struct CSVFieldReader: FieldVisitor {
  @usableFromInline let decoder: CSVRecordDecoder
  @usableFromInline let start: UnsafeRawPointer
  @usableFromInline var position = 0

  @inlinable @inline(__always) init(decoder: CSVRecordDecoder, start: UnsafeRawPointer) {
    self.decoder = decoder
    self.start = start
  }

  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    defer { position &+= 1 }
    guard var field = decoder.decoder(ofField: position, start) else { return }
    do {
      value = try Value.decode(from: &field)
    } catch {
      throw error.inField(name)
    }
  }
}
