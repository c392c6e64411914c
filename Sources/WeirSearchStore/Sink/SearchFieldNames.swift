import WeirCore

/// The names behind a sink's key paths.
struct SearchFieldNames {
  private(set) var id: String?
  private(set) var text: [String] = []
  /// Why they are no names of fields, or nil.
  private(set) var problem: String?

  init<Document: Record>(id: KeyPath<Document, String>, text: [PartialKeyPath<Document>]) {
    self.id = FieldNames.name(of: id)
    if self.id == nil { problem = Self.noField(id) }
    for path in text {
      if let name = FieldNames.name(of: path) {
        self.text.append(name)
      } else {
        problem = problem ?? Self.noField(path)
      }
    }
  }

  private static func noField<Document: Record>(_ path: PartialKeyPath<Document>) -> String {
    "the key path \(path) leads to no field of \(Document.self); name a stored property that its"
      + " fields(_:) shows"
  }
}
