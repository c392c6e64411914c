import WeirCore

extension LineFormat where Element: Record {
  /// CSV (RFC 4180), one record a line; columns are found by the names of the record's fields.
  ///
  /// Columns that the record does not name are passed over. A missing column leaves an optional
  /// field at its default; for any other field the file is refused.
  /// - Parameters:
  ///   - separator: stands between the fields.
  ///   - null: the unquoted text that stands for nil in optional fields.
  ///   - hasHeader: whether the first line names the columns; otherwise they are the record's
  ///     fields in order.
  @inlinable public static func csv(
    separator: Character = ",", null: String = "", hasHeader: Bool = true
  ) -> LineFormat<Element> {
    let dialect = CSVDialect(separator: separator, null: null, hasHeader: hasHeader)
    return LineFormat(
      name: "csv", hasHeader: hasHeader, problem: dialect.problem(for: Element.fieldType)
    ) { header in
      let record = try CSVRecordDecoder(dialect, Element.fieldType, header: header)
      return LineDecoder { chunk, cursor, batch, limit, isLast, onMalformed in
        try LineDecoder.decodeLines(
          chunk, &cursor, batch, limit, isLast, onMalformed
        ) { line in
          try record.decode(Element.self, line)
        }
      }
    }
  }
}

extension LineEncoder where Element: Record {
  /// CSV (RFC 4180), one record a line, the record's fields in order.
  /// - Parameters:
  ///   - separator: stands between the fields.
  ///   - null: written for nil.
  ///   - hasHeader: whether ``LineEncoder/header`` names the columns.
  @inlinable public static func csv(
    separator: Character = ",", null: String = "", hasHeader: Bool = true
  ) -> LineEncoder<Element> {
    let dialect = CSVDialect(separator: separator, null: null, hasHeader: hasHeader)
    return LineEncoder(
      name: "csv", header: dialect.header(for: Element.fieldType),
      problem: dialect.problem(for: Element.fieldType)
    ) { element, buffer in
      var encoder = CSVValueEncoder(buffer: buffer, dialect: dialect)
      try element.encode(to: &encoder)
    }
  }
}

extension CSVDialect {
  /// The line that names the fields of `type`; empty without a header.
  @usableFromInline func header(for type: FieldType) -> [UInt8] {
    guard hasHeader, case .record(let fields) = type else { return [] }
    let buffer = ByteBuffer()
    let encoder = CSVValueEncoder(buffer: buffer, dialect: self)
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(separatorByte) }
      var name = field.name
      name.withUTF8 { bytes in
        let isPlain = !bytes.contains { $0 == separatorByte || $0 == UInt8(ascii: "\"") }
        if isPlain {
          buffer.append(bytes: UnsafeRawBufferPointer(bytes))
        } else {
          encoder.quote(UnsafeRawBufferPointer(bytes))
        }
      }
    }
    buffer.append(0x0A as UInt8)
    return buffer.bytes()
  }
}
