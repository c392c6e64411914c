/// A condition as a person writes it, for example `user = ann`.
enum ConditionText {
  /// The condition without the blanks that stand around its operator for looks. A value keeps those
  /// that are more than before the operator.
  static func compact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard let start = bytes.firstIndex(where: { "=!<>".utf8.contains($0) }) else { return text }
    let blank = UInt8(ascii: " ")
    let name = bytes[..<start].reversed().drop { $0 == blank }.reversed()
    let blankCount = start - name.count
    let operatorEnd =
      bytes[start...].dropFirst().first == UInt8(ascii: "=") ? start + 2 : start + 1
    var value = bytes[operatorEnd...]
    for _ in 0..<blankCount where value.first == blank { value.removeFirst() }
    return String(decoding: name + bytes[start..<operatorEnd] + value, as: UTF8.self)
  }

  /// The field of `field is null`, and whether it is `is not null`; nil for every other condition.
  static func nullTest(_ text: String) -> (field: String, isNegated: Bool)? {
    for (suffix, isNegated) in [(" is null", false), (" is not null", true)]
    where text.utf8.count > suffix.utf8.count && text.hasSuffix(suffix) {
      return (String(text.dropLast(suffix.count)), isNegated)
    }
    return nil
  }
}
