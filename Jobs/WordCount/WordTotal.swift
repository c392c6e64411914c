import Weir

/// A word and how often it occurs.
struct WordTotal: Record {
  var word = ""
  var count = 0

  init() {}

  init(word: String, count: Int) {
    self.word = word
    self.count = count
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("word", &word)
    try field("count", &count)
  }
}
