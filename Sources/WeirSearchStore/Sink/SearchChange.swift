import WeirCore

/// What happens to a document of a search index.
public enum SearchChange<Document: Record>: Sendable {
  /// Stores the document; one with the same id is replaced as a whole.
  case put(Document)
  /// Removes the document with this id; fine when there is none.
  case remove(String)
}

/// A change in the form that formats know: one of two fields is set.
private struct SearchChangeFields<Document: Record>: Record {
  var put: Document?
  var remove: String?

  init() {}

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("put", &put)
    try field("remove", &remove)
  }
}

extension SearchChange: FieldValue {
  public static var fieldType: FieldType { SearchChangeFields<Document>.fieldType }

  public func encode(to encoder: inout some ValueEncoder) throws {
    var fields = SearchChangeFields<Document>()
    switch self {
    case .put(let document): fields.put = document
    case .remove(let id): fields.remove = id
    }
    try fields.encode(to: &encoder)
  }

  public static func decode(from decoder: inout some ValueDecoder) throws -> SearchChange {
    let fields = try SearchChangeFields<Document>.decode(from: &decoder)
    switch (fields.put, fields.remove) {
    case (let document?, nil): return .put(document)
    case (nil, let id?): return .remove(id)
    default: throw decoder.invalidValue("a change of an index puts or removes one document")
    }
  }
}
