import WeirCore

/// How records become the lines of a text file. As with ``LineFormat``, the record's type is erased
/// once per batch.
public struct LineEncoder<Element: FieldValue>: Sendable {
  /// `json`, `csv` or `text`.
  public let name: String
  /// What stands at the start of every file, with its line end; empty without a header.
  public let header: [UInt8]
  /// Why the format cannot work as it is configured, or nil.
  public let problem: String?
  /// Appends the records at the indices given (into `values` of the batch), one line each.
  /// - Throws: when a record cannot be expressed; the buffer then ends with the line of the record
  ///   before it.
  public let encode:
    @Sendable (_ batch: Batch<Element>, _ range: Range<Int>, _ buffer: ByteBuffer) throws -> Void
  /// Appends one record's line, or throws and leaves the buffer as it was.
  public let encodeOne: @Sendable (_ element: Element, _ buffer: ByteBuffer) throws -> Void

  /// - Parameter encodeLine: appends one record without a line end.
  @inlinable @inline(__always)
  public init(
    name: String, header: [UInt8] = [], problem: String? = nil,
    encodeLine:
      @escaping @Sendable (_ element: borrowing Element, _ buffer: ByteBuffer) throws ->
      Void
  ) {
    self.name = name
    self.header = header
    self.problem = problem
    encode = { batch, range, buffer in
      for index in range {
        let start = buffer.count
        do {
          try encodeLine(batch.values[index], buffer)
        } catch {
          buffer.truncate(to: start)
          throw error
        }
        buffer.append(UInt8(ascii: "\n"))
      }
    }
    encodeOne = { element, buffer in
      let start = buffer.count
      do {
        try encodeLine(element, buffer)
      } catch {
        buffer.truncate(to: start)
        throw error
      }
      buffer.append(UInt8(ascii: "\n"))
    }
  }
}

extension LineEncoder {
  /// One JSON value a line (see ``JSONValueEncoder``).
  @inlinable public static var json: LineEncoder<Element> {
    let hasPlainNames = JSONValueEncoder.hasPlainNames(Element.fieldType)
    return LineEncoder(name: "json") { element, buffer in
      var encoder = JSONValueEncoder(buffer: buffer, hasPlainNames: hasPlainNames)
      try element.encode(to: &encoder)
    }
  }
}

extension LineEncoder where Element == String {
  /// Every text as it stands. One that is empty or holds a line break is refused, because it would
  /// not come back as the same record.
  @inlinable public static var text: LineEncoder<String> {
    LineEncoder(name: "text") { element, buffer in
      var text = copy element
      try text.withUTF8 { bytes in
        guard !bytes.isEmpty, !bytes.contains(0x0A), !bytes.contains(0x0D) else {
          throw WeirError(
            .userFunction, "a text that is empty or holds a line break is no line of text",
            isRetriable: false)
        }
        buffer.append(bytes: UnsafeRawBufferPointer(bytes))
      }
    }
  }
}
