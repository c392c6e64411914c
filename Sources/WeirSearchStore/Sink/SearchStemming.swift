import WeirCore

/// Whether words are compared by their stems.
public enum SearchStemming: String, Sendable, CaseIterable, FieldValue {
  /// As they are written, but for case and diacritics.
  case none
  /// By their English stems, after Porter: `tracks` finds `track` and `tracking`.
  case porter

  /// The tokenizer as FTS5 names it.
  var tokenizer: String {
    switch self {
    case .none: "unicode61 remove_diacritics 2"
    case .porter: "porter unicode61 remove_diacritics 2"
    }
  }
}
