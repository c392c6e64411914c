import WeirCore

/// How the lines of a text file become records.
///
/// The record's type is erased here, once per chunk: the closures are made in the module that uses
/// the format, where the compiler specialises the loop over the lines.
public struct LineFormat<Element: FieldValue>: Sendable {
  /// `json`, `csv` or `text`.
  public let name: String
  /// Whether the first line of every file names the columns. The source reads it, hands it to
  /// ``makeDecoder`` and starts decoding behind it.
  public let hasHeader: Bool
  /// Why the format cannot work as it is configured, or nil.
  public let problem: String?
  /// A decoder for one file. `header` is the first line without its end; nil without a header.
  /// - Throws: `invalidJob` when there is a ``problem``, `malformedInput` when the header does not
  ///   have the columns that the record needs.
  public let makeDecoder:
    @Sendable (_ header: UnsafeRawBufferPointer?) throws -> LineDecoder<Element>

  public init(
    name: String, hasHeader: Bool = false, problem: String? = nil,
    makeDecoder:
      @escaping @Sendable (_ header: UnsafeRawBufferPointer?) throws -> LineDecoder<
        Element
      >
  ) {
    self.name = name
    self.hasHeader = hasHeader
    self.problem = problem
    self.makeDecoder = makeDecoder
  }
}

extension LineFormat {
  /// One strict JSON value a line (see ``JSONValueDecoder``). A line with an ``EventTime`` that no
  /// event may have is malformed.
  @inlinable public static var json: LineFormat<Element> {
    LineFormat(name: "json") { _ in
      let owner = JSONMemoryOwner()
      return LineDecoder { chunk, cursor, batch, limit, isLast, onMalformed in
        guard let base = chunk.baseAddress else { return }
        try LineDecoder.decodeLines(
          chunk, &cursor, batch, limit, isLast, onMalformed
        ) { line in
          var decoder = JSONValueDecoder(
            line, readableEnd: base + chunk.count, memory: owner.memory)
          decoder.readsEvents = true
          let element = try Element.decode(from: &decoder)
          try decoder.finish()
          return element
        }
      }
    }
  }
}

extension LineFormat where Element == String {
  /// Every line that is not empty as it stands, without its end; it must be valid UTF-8.
  @inlinable public static var text: LineFormat<String> {
    LineFormat(name: "text") { _ in
      LineDecoder { chunk, cursor, batch, limit, isLast, onMalformed in
        try LineDecoder.decodeLines(
          chunk, &cursor, batch, limit, isLast, onMalformed
        ) { line in
          try UTF8Text.check(line)
          return String(decoding: line, as: UTF8.self)
        }
      }
    }
  }
}
