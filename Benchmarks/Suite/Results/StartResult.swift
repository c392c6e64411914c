import Weir

/// How long a process took until its first row came out; milliseconds.
struct StartResult: Record, Equatable {
  /// `startup` or `recovery`.
  var name = ""
  var engine = "weir"
  var time = Spread()
  var runCount = 0
  var keys = 0

  init() {}

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("engine", &engine)
    try field("ms", &time)
    try field("runs", &runCount)
    try field("keys", &keys)
  }
}
