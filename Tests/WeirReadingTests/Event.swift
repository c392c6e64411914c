import Weir

/// What the tests' job stores three times: as lines, as rows by key, as documents by key.
struct Event: Record, Equatable {
  var key = ""
  var number = 0
  var words = ""

  init() {}
  init(_ number: Int) {
    key = "k\(number * 7 % 40)"
    self.number = number
    words = "event \(number) word\(number % 5)"
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("number", &number)
    try field("words", &words)
  }
}
