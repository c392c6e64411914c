import WeirCore

/// What a name in a lines store stands for. Everything that is not exactly one of these was put
/// there by somebody else and is never touched.
enum StoreFileName: Hashable, Sendable {
  /// A part that readers see.
  case finished(PartName)
  /// A part that is durable, closed, and waits for its commit.
  case pending(PartName)
  /// A part whose beginning is durable and listed, and that is open across epochs, or closed and
  /// waiting for its commit.
  case open(PartName)
  /// A part that a writer still appends to and that no checkpoint has seen; it has no epoch yet.
  case inProgress(PartID)

  /// The name as it stands in the directory.
  var text: String {
    switch self {
    case .finished(let part): part.finished
    case .pending(let part): part.pending
    case .open(let part): part.open
    case .inProgress(let id): ".part-\(id.text).inprogress"
    }
  }

  /// The part's own identity.
  var id: PartID {
    switch self {
    case .finished(let part), .pending(let part), .open(let part): part.id
    case .inProgress(let id): id
    }
  }

  /// The meaning of a name; nil when the store never writes such a one.
  init?(_ text: String) {
    guard let name = Self.parse(text), name.text.utf8.elementsEqual(text.utf8) else { return nil }
    self = name
  }

  private static func parse(_ text: String) -> StoreFileName? {
    if let part = PartName(finished: text) { return .finished(part) }
    if let part = PartName(pending: text) { return .pending(part) }
    if let part = PartName(open: text) { return .open(part) }
    guard text.hasPrefix(".part-"), text.hasSuffix(".inprogress"), text.utf8.count > 17 else {
      return nil
    }
    let fields = text.dropFirst(6).dropLast(11).split(
      separator: "-", omittingEmptySubsequences: false)
    return PartID(fields: fields).map { .inProgress($0) }
  }
}
