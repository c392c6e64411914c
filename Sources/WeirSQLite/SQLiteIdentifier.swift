import WeirCore

/// Names of tables, columns and indexes as they stand in SQL.
public enum SQLiteIdentifier {
  /// Longer names are refused: other stores cut them there, and two long names would become one.
  public static var byteLimit: Int { 63 }

  /// Why a name cannot be used, or nil.
  public static func problem(with name: String) -> String? {
    if name.isEmpty { return "a name must not be empty" }
    if name.utf8.count > byteLimit {
      return "the name \"\(name.prefix(40))…\" has \(name.utf8.count) bytes, more than"
        + " \(byteLimit); choose a shorter one"
    }
    if name.utf8.contains(0) { return "a name must not contain the character U+0000" }
    return nil
  }

  /// The name in double quotes, those within doubled.
  /// - Throws: `invalidJob` when the name is empty, too long or holds U+0000.
  public static func quoted(_ name: String) throws -> String {
    if let problem = problem(with: name) { throw WeirError(.invalidJob, problem) }
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for byte in name.utf8 {
      if byte == UInt8(ascii: "\"") { text.append(byte) }
      text.append(byte)
    }
    text.append(UInt8(ascii: "\""))
    return String(decoding: text, as: UTF8.self)
  }

  /// A table's name made from a name that a person chose: letters, digits and `_` stay, every other
  /// byte becomes `_`; cut at ``byteLimit``. Not injective: one file holds one such table.
  public static func tableName(from name: String) -> String {
    var bytes = name.utf8.prefix(48).map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        byte
      default: UInt8(ascii: "_")
      }
    }
    if bytes.isEmpty { bytes = Array("rows".utf8) }
    let text = String(decoding: bytes, as: UTF8.self)
    let lower = text.lowercased()
    // SQLite keeps one prefix for itself, the partition file the other.
    return lower.hasPrefix("sqlite_") || lower.hasPrefix("weir_") ? "t_" + text : text
  }
}
