import WeirCore

/// The record of these tests.
struct Reading: Record, Equatable {
  var number = 0
  var key = ""

  init() {}
  init(_ number: Int, key: String = "") {
    self.number = number
    self.key = key
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("key", &key)
  }

  /// The line that stands for it in a store.
  var line: String { "{\"number\":\(number),\"key\":\"\(key)\"}" }

  static func batch(_ readings: [Reading], times: [Int64]? = nil) -> Batch<Reading> {
    let batch = Batch<Reading>(capacity: max(1, readings.count))
    for (index, reading) in readings.enumerated() {
      if let times {
        batch.append(reading, at: EventTime(milliseconds: times[index]))
      } else {
        batch.append(reading)
      }
    }
    return batch
  }
}
