/// A JSON value, as far as this tool looks into one.
enum JSONValue: Equatable {
  case null
  case boolean(Bool)
  /// The number's own text.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}
