import WeirCore

struct Reading: Record, Equatable {
  var name = ""
  var value = 0
  var note: String? = nil

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("value", &value)
    try field("note", &note)
  }
}
