import WeirCore
import WeirFormats
import WeirSQLite

extension SearchField {
  /// A value of the field, or an element of its texts, as a person reads it; `null` for a null.
  public func text(of value: ColumnValue) -> String {
    switch (value, kind) {
    case (.null, _): return "null"
    case (.integer(let number), .bool): return number == 0 ? "false" : "true"
    case (.integer(let number), .time):
      return ISO8601.string(from: EventTime(milliseconds: number))
    case (.integer(let number), _): return "\(number)"
    case (.real(let number), _): return "\(number)"
    case (.text(let text), .texts):
      // An element that a facet counts is no array.
      return (try? JSON.decode([String].self, from: Array(text.utf8)))?.joined(separator: ", ")
        ?? text
    case (.text(let text), _): return text
    case (.bytes(let bytes), _):
      // A base64 text in quotes; it cannot fail.
      return String(
        decoding: ((try? JSON.encode(Bytes(bytes))) ?? []).dropFirst().dropLast(), as: UTF8.self)
    }
  }

  /// A value of the field that is no array, or an element of its texts, as JSON.
  public func json(of value: ColumnValue) throws -> [UInt8] {
    switch (value, kind) {
    case (.null, _): Array("null".utf8)
    case (.integer(let number), .bool): try JSON.encode(number != 0)
    case (.integer(let number), .time): try JSON.encode(EventTime(milliseconds: number))
    case (.integer(let number), _): try JSON.encode(number)
    case (.real(let number), _): try JSON.encode(number)
    case (.text(let text), .json): Array(text.utf8)
    case (.text(let text), _): try JSON.encode(text)
    case (.bytes(let bytes), _): try JSON.encode(Bytes(bytes))
    }
  }
}
