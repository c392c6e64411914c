import Weir

/// One state of a thing with a number.
struct Part: Record {
  var key: Int64 = 0
  var name = ""
  /// `plain`, `first`, `poison` or `newer`.
  var stage = ""
  var words = ""
  /// More than a store's column can hold where no store can be mended to take it.
  var mass: UInt64 = 0

  init() {}

  init(_ key: Int64, _ stage: String, mass: UInt64 = 1) {
    self.key = key
    self.stage = stage
    self.mass = mass
    name = "part-\(key)"
    words = "\(stage) \(key)"
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("name", &name)
    try field("stage", &stage)
    try field("words", &words)
    try field("mass", &mass)
  }
}

/// Names a part whose next states are wanted.
struct Order: Record {
  var number: Int64 = 0
  var key: Int64 = 0

  init() {}

  /// - Parameter half: Half of all numbers; overtaken keys come once in each half.
  init(_ number: Int64, half: Int64) {
    self.number = number
    key = number >= half && number % 20 == 3 ? number - half : number
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("key", &key)
  }
}
