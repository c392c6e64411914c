/// What to look for in a search index.
///
/// ```swift
/// SearchQuery("love AND (blue OR \"kind of blue\") NOT remix")
/// SearchQuery("artist:miles trumpet*")
/// SearchQuery(text, syntax: .plain)
/// ```
///
/// The words of a query are cut into tokens and compared exactly as the words of documents are:
/// without regard to case and diacritics, and by their stems when the index has stemming. Whatever
/// a query's text holds, it reaches SQLite only as a quoted string, except in raw syntax.
public struct SearchQuery: Sendable, Hashable {
  /// How ``SearchQuery/text`` is understood.
  public enum Syntax: String, Sendable, CaseIterable {
    /// | text | finds |
    /// | --- | --- |
    /// | `kind blue` | documents with both words |
    /// | `"kind of blue"` | the words one after the other in one field |
    /// | `tru*`, `"kind of bl"*` | words that begin so; the last word of a phrase |
    /// | `a AND b`, `a OR b`, `a NOT b` | in capitals; NOT binds tightest, then AND, then OR |
    /// | `( … )` | groups |
    /// | `title:blue`, `title:"of blue"`, `title:(a OR b)` | in one field only |
    ///
    /// A word without a letter or digit is left out; a query of only such words finds nothing.
    case standard
    /// Nothing has a meaning but words: finds documents with all of them. For what users type into
    /// a box; it never fails, except when it is too long.
    case plain
    /// The text is an expression of SQLite's FTS5 and handed over as it is.
    case raw
  }

  public var text: String
  public var syntax: Syntax

  /// An empty text, or one of white space, finds every document (except in raw syntax).
  public init(_ text: String = "", syntax: Syntax = .standard) {
    self.text = text
    self.syntax = syntax
  }

  /// Finds every document.
  public static var all: SearchQuery { SearchQuery() }

  /// Bytes that a query's text may have.
  public static var byteLimit: Int { 1 << 16 }
  /// Words that a query may have; those within phrases count.
  public static var wordLimit: Int { 1024 }
  /// How deep parentheses may be nested.
  public static var depthLimit: Int { 32 }
}
