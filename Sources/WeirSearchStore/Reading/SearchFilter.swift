import WeirCore
import WeirSQLite

/// A condition on a stored field. On a field of texts `equal` means that one of them is.
public struct SearchFilter: Sendable, Equatable {
  /// How a field is compared with a value.
  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
  }

  public var field: String
  public var comparison: Comparison
  /// Times are milliseconds, truth values 0 or 1. Null equals an absent value.
  public var value: ColumnValue

  public init(_ field: String, _ comparison: Comparison, _ value: ColumnValue) {
    self.field = field
    self.comparison = comparison
    self.value = value
  }
}

extension SearchSchema {
  /// A filter as a person writes it: `user=ann`, `length>=300`, `start<2026-01-01T00:00:00Z`.
  /// - Throws: `usage` when it is none, the field is unknown, or the value does not fit its kind.
  public func filter(_ text: String) throws -> SearchFilter {
    let bytes = Array(text.utf8)
    guard let start = bytes.firstIndex(where: { "=!<>".utf8.contains($0) }), start > 0 else {
      throw WeirError(
        .usage, "the filter \"\(text)\" needs a field, one of = != < <= > >=, and a value")
    }
    let rest = bytes[start...]
    // Those of two characters come before the one that they begin with.
    guard
      let comparison = SearchFilter.Comparison.allCases
        .sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count })
        .first(where: { rest.starts(with: $0.rawValue.utf8) })
    else {
      throw WeirError(.usage, "the filter \"\(text)\" needs one of = != < <= > >=")
    }
    let field = try requireField(String(decoding: bytes[..<start], as: UTF8.self))
    let value = String(decoding: rest.dropFirst(comparison.rawValue.utf8.count), as: UTF8.self)
    return SearchFilter(field.name, comparison, try field.value(value))
  }
}

extension SearchField {
  /// The value that a text means in this field.
  func value(_ text: String) throws -> ColumnValue {
    let value: ColumnValue? =
      switch kind {
      case .text, .texts, .json: .text(text)
      case .bytes: nil
      case .integer: Int64(text).map { .integer($0) }
      case .real: Double(text).map { .real($0) }
      case .bool: Bool(text).map { .integer($0 ? 1 : 0) }
      case .time:
        (Int64(text) ?? ISO8601.parse(text)?.milliseconds).map { .integer($0) }
      }
    guard let value else {
      throw WeirError(.usage, "\"\(text)\" is no value of field \"\(name)\" (\(kind.rawValue))")
    }
    return value
  }
}
