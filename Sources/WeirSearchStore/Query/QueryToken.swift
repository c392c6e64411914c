/// A piece of a query's text with its place in it.
struct QueryToken: Hashable {
  enum Kind: Hashable {
    case word(String)
    case phrase(String)
    /// A `*` that follows a word or phrase at once.
    case star
    /// A field's name; its colon belongs to it.
    case field(String)
    case open
    case close
    case and
    case or
    case not
    case end
  }

  let kind: Kind
  /// Bytes from the start of the text.
  let offset: Int
}
