import WeirCore

/// The input of most tests.
struct Reading: Record, Hashable {
  var key = ""
  var value = 0

  init() {}

  init(_ key: String, _ value: Int) {
    self.key = key
    self.value = value
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
  }
}

/// The result of a window over readings.
struct WindowTotal: Record, Hashable {
  var key = ""
  var start = EventTime.zero
  var end = EventTime.zero
  var count = 0
  var sum = 0

  init() {}

  init(_ key: String, _ start: Int64, _ end: Int64, count: Int, sum: Int) {
    self.key = key
    self.start = EventTime(milliseconds: start)
    self.end = EventTime(milliseconds: end)
    self.count = count
    self.sum = sum
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("start", &start)
    try field("end", &end)
    try field("count", &count)
    try field("sum", &sum)
  }
}

extension WindowTotal: Comparable {
  static func < (left: WindowTotal, right: WindowTotal) -> Bool {
    (left.end, left.key, left.start, left.count, left.sum)
      < (right.end, right.key, right.start, right.count, right.sum)
  }
}

/// Shorthand for moments in tests.
func at(_ milliseconds: Int64) -> EventTime { EventTime(milliseconds: milliseconds) }
