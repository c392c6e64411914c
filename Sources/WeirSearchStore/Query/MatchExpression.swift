/// Writes a query as an expression of FTS5 in which every text of the user is a quoted string.
enum MatchExpression {
  static func text(_ node: QueryNode) -> String {
    switch node {
    case .phrase(let text, let isPrefix): return quoted(text) + (isPrefix ? " *" : "")
    case .field(let name, let inner): return "\(quoted(name)) : (\(text(inner)))"
    case .any(let operands): return joined(operands, " OR ")
    case .all(let wanted, let unwanted):
      let found = joined(wanted, " AND ")
      return unwanted.isEmpty ? found : "(\(found) NOT \(joined(unwanted, " OR ")))"
    // FTS5 finds nothing for a string without a word.
    case .nothing: return "\"\""
    }
  }

  /// An FTS5 string. The expression ends at a NUL, and NUL separates words, so a blank says the
  /// same.
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += [byte, byte]
      case 0: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func joined(_ nodes: [QueryNode], _ separator: String) -> String {
    nodes.count == 1 ? text(nodes[0]) : "(" + nodes.map(text).joined(separator: separator) + ")"
  }
}
