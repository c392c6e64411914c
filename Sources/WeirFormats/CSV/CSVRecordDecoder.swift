import WeirCore

/// Decodes the lines of one CSV file whose columns are known.
@usableFromInline final class CSVRecordDecoder {
  private let line: CSVLine
  /// For each field of the record its column, or -1 when it keeps its default.
  private let columns: UnsafeMutableBufferPointer<Int>
  /// Where the decoders of single fields find the text for nil.
  private let null: UnsafeMutableBufferPointer<UInt8>

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
    var found = Array(fields.indices)
    var columnCount = fields.count
    if dialect.hasHeader {
      guard let header, !header.isEmpty else {
        throw WeirError(.malformedInput, "the file has no header line with the columns' names")
      }
      let names = try Self.names(header, separator: dialect.separatorByte)
      found = try fields.map { try Self.column(of: $0, in: names) }
      columnCount = names.count
    }
    line = CSVLine(separator: dialect.separatorByte, columnCount: columnCount)
    columns = .allocate(capacity: found.count)
    _ = columns.initialize(from: found)
    null = .allocate(capacity: dialect.null.utf8.count)
    _ = null.initialize(from: dialect.null.utf8)
  }

  deinit {
    null.deallocate()
    columns.deallocate()
  }

  private static func names(
    _ header: UnsafeRawBufferPointer, separator: UInt8
  ) throws -> [[UInt8]] {
    let hasMark = header.starts(with: [0xEF, 0xBB, 0xBF])
    let names = CSVLine(separator: separator)
    try names.split(UnsafeRawBufferPointer(rebasing: header.dropFirst(hasMark ? 3 : 0)))
    return UnsafeBufferPointer(start: names.fields, count: names.count).map {
      $0.hasQuotes ? $0.unquoted : Array($0.bytes)
    }
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

  /// Splits a line and returns what its fields are read with; valid until the next call.
  @usableFromInline func split(_ text: UnsafeRawBufferPointer) throws -> CSVFieldReader {
    try line.split(text)
    let start = text.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
    return CSVFieldReader(
      fields: line.fields, columns: UnsafeBufferPointer(columns),
      null: UnsafeBufferPointer(null), lineStart: start)
  }

  /// The record that a line holds.
  @inlinable @inline(__always)
  func decode<R: Record>(_ type: R.Type, _ text: UnsafeRawBufferPointer) throws -> R {
    var record = R()
    try withExtendedLifetime(self) {
      var reader = try split(text)
      try record.fields(&reader)
    }
    return record
  }
}

/// Fills a record's fields from the columns of a line.
@usableFromInline struct CSVFieldReader: FieldVisitor {
  @usableFromInline let fields: UnsafeMutablePointer<CSVField>
  @usableFromInline let columns: UnsafeBufferPointer<Int>
  @usableFromInline let null: UnsafeBufferPointer<UInt8>
  @usableFromInline let lineStart: UnsafePointer<UInt8>
  @usableFromInline var position = 0

  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    guard position < columns.count else { return }
    let column = columns[position]
    position &+= 1
    guard column >= 0 else { return }
    var decoder = CSVValueDecoder(field: fields[column], lineStart: lineStart, null: null)
    do {
      value = try Value.decode(from: &decoder)
    } catch {
      throw error.inField(name)
    }
  }
}
