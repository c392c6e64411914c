import WeirCore
import WeirFormats
import WeirSQLite

/// What an index knows about its documents. It stands in every shard: readers need no types.
public struct SearchSchema: Record, Hashable {
  /// What partition files of indexes say they are.
  static var kind: String { "search" }

  /// The field that names a document.
  public var id = ""
  public var stemming = SearchStemming.none
  public var documentFields: [SearchField] = []

  public init() {}

  init(_ document: FieldType, id: String, text: [String], stemming: SearchStemming) {
    self.id = id
    self.stemming = stemming
    guard case .record(let fields) = document else { return }
    documentFields = fields.map { SearchField($0, isText: text.contains($0.name)) }
  }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("stemming", &stemming)
    try field("fields", &documentFields)
  }

  /// The fields with text search, in order.
  public var textFields: [SearchField] { documentFields.filter(\.isText) }

  /// The field of this name; names are compared by their bytes.
  public func field(_ name: String) -> SearchField? {
    documentFields.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The field of this name.
  /// - Throws: `usage` naming those that there are.
  func requireField(_ name: String) throws -> SearchField {
    if let field = field(name) { return field }
    let known = documentFields.map { "\"\($0.name)\"" }.joined(separator: ", ")
    throw WeirError(.usage, "the index has no field \"\(name)\"; it has \(known)")
  }

  /// Why no index can be made of it, or nil.
  var problem: String? {
    for field in documentFields {
      if let problem = SQLiteIdentifier.problem(with: field.name) { return problem }
      if field.name.lowercased().hasPrefix("weir_") {
        return "field \"\(field.name)\": names that begin with weir_ are the store's own; give it"
          + " another name"
      }
      if field.isText, field.kind != .text, field.kind != .texts {
        return "field \"\(field.name)\" cannot be searched by words: only texts and arrays of texts"
          + " can"
      }
      if field.isText, Self.reserved.contains(field.name.lowercased()) {
        return "a text field cannot be called \"\(field.name)\", which has a meaning in FTS5; give"
          + " it another name"
      }
    }
    let names = documentFields.map { $0.name.lowercased() }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      return "two fields are called \"\(documentFields[index].name)\" but for case, which SQLite"
        + " does not tell apart; rename one"
    }
    return textFields.isEmpty ? "an index needs at least one field with text search" : nil
  }

  private static let reserved: Set<String> = ["rank", "rowid", "documents_index"]
}
