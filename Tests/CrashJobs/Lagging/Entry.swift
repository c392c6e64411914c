import Weir

/// A number and what is made of it.
struct Entry: Record {
  var key: Int64 = 0
  var number: Int64 = 0
  var name = ""
  var words = ""

  init() {}

  /// - Parameter keys: Keys of different splits are different: key and number agree modulo 4.
  init(_ number: Int64, _ keys: Int64) {
    self.number = number
    key = number / 4 % keys * 4 + number % 4
    name = "key-\(key)"
    words = "number \(number) of split \(number % 4), round \(number / 4 / keys)"
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("number", &number)
    try field("name", &name)
    try field("words", &words)
  }
}
