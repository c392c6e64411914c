import WeirCore
import WeirFormats

extension SearchSchema {
  /// The schema as a shard keeps it.
  var stored: String {
    get throws { String(decoding: try JSON.encode(self), as: UTF8.self) }
  }

  /// The schema that a shard keeps.
  init(stored: String) throws {
    self = try JSON.decode(SearchSchema.self, from: Array(stored.utf8))
  }

  /// The schema of a shard that has `stored` and gets documents of this one: the fields that are
  /// stored, in their order, then the new ones.
  /// - Throws: `incompatibleState` naming what cannot change: only fields that are optional can be
  ///   new, and a field can only become optional.
  func adapted(to stored: SearchSchema) throws -> SearchSchema {
    guard stored.id.utf8.elementsEqual(id.utf8) else {
      throw refusal("its documents are named by field \"\(stored.id)\", not \"\(id)\"")
    }
    guard stored.stemming == stemming else {
      throw refusal("its stemming is \(stored.stemming.rawValue), not \(stemming.rawValue)")
    }
    var adapted = stored
    for (index, old) in stored.documentFields.enumerated() {
      guard let new = field(old.name) else { throw refusal("field \"\(old.name)\" is gone") }
      adapted.documentFields[index] = try Self.adapted(old, new, refusal)
    }
    for new in documentFields where stored.field(new.name) == nil {
      guard new.isOptional else {
        throw refusal("field \"\(new.name)\" is new and not optional")
      }
      adapted.documentFields.append(new)
    }
    return adapted
  }

  private static func adapted(
    _ old: SearchField, _ new: SearchField, _ refusal: (String) -> WeirError
  ) throws -> SearchField {
    guard old.kind == new.kind else {
      throw refusal(
        "field \"\(old.name)\" is stored as \(old.kind.rawValue) and is \(new.kind.rawValue) today")
    }
    guard !old.isOptional || new.isOptional else {
      throw refusal("field \"\(old.name)\" was optional, so there may be documents without it")
    }
    guard old.isText == new.isText else {
      throw refusal(
        "field \"\(old.name)\" has \(old.isText ? "" : "no ")text search in the stored index")
    }
    return new
  }

  private func refusal(_ reason: String) -> WeirError {
    WeirError(
      .incompatibleState,
      "the index cannot take the job's documents: \(reason); undo that, or give the sink a new"
        + " name")
  }
}
