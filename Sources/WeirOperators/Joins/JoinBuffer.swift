import WeirCore

/// A record that waits for partners.
@usableFromInline struct JoinRow<Value: FieldValue>: FieldValue {
  /// Milliseconds since 1970; 0 in streams without event times.
  @usableFromInline var time: Int64
  /// Whether it has had a partner.
  @usableFromInline var isMatched: Bool
  @usableFromInline var value: Value

  @inlinable init(time: Int64, isMatched: Bool, value: Value) {
    self.time = time
    self.isMatched = isMatched
    self.value = value
  }

  @inlinable static var fieldType: FieldType { JoinRowFields<Value>.fieldType }

  @inlinable func encode(to encoder: inout some ValueEncoder) throws {
    var fields = JoinRowFields<Value>()
    fields.time = EventTime(milliseconds: time)
    fields.isMatched = isMatched
    fields.value = value
    try encoder.encode(record: fields)
  }

  @inlinable static func decode(from decoder: inout some ValueDecoder) throws -> JoinRow {
    let fields = try decoder.decodeRecord(JoinRowFields<Value>.self)
    guard let value = fields.value else { throw decoder.invalidValue("a waiting record is empty") }
    return JoinRow(time: fields.time.milliseconds, isMatched: fields.isMatched, value: value)
  }
}

@usableFromInline struct JoinRowFields<Value: FieldValue>: Record {
  @usableFromInline var time = EventTime.zero
  @usableFromInline var isMatched = false
  @usableFromInline var value: Value?

  @inlinable init() {}

  @inlinable mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("time", &time)
    try field("matched", &isMatched)
    try field("value", &value)
  }
}

/// The records of one side and key in the order of their times, those of one time in the order in
/// which they came.
///
/// Records leave from the front, so what is gone stays in place until it is half of the memory:
/// removing costs no move for each record.
@usableFromInline struct JoinBuffer<Value: FieldValue>: FieldValue {
  @usableFromInline var rows: [JoinRow<Value>] = []
  /// How many rows at the front are gone.
  @usableFromInline var goneCount = 0

  @inlinable init() {}

  @inlinable var isEmpty: Bool { goneCount == rows.count }
  @inlinable var count: Int { rows.count &- goneCount }
  /// Indices of the rows that are there.
  @inlinable var indices: Range<Int> { goneCount..<rows.count }
  /// The earliest time.
  @inlinable var firstTime: Int64? { isEmpty ? nil : rows[goneCount].time }

  /// The index of the first row at or after a time.
  @inlinable func index(atOrAfter time: Int64) -> Int {
    var (low, high) = (goneCount, rows.count)
    while low < high {
      let middle = (low &+ high) / 2
      if rows[middle].time < time { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// The index of the first row after a time.
  @inlinable func index(after time: Int64) -> Int {
    var (low, high) = (goneCount, rows.count)
    while low < high {
      let middle = (low &+ high) / 2
      if rows[middle].time <= time { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Puts a record behind all that are not later.
  @inlinable @inline(__always)
  mutating func insert(_ value: Value, at time: Int64, isMatched: Bool) {
    let row = JoinRow(time: time, isMatched: isMatched, value: value)
    if let last = rows.last, last.time > time {
      rows.insert(row, at: index(after: time))
    } else {
      rows.append(row)
    }
  }

  /// Takes the earliest row out; the buffer must not be empty.
  @inlinable mutating func removeFirst() { remove(before: goneCount &+ 1) }

  /// Takes out the rows before an index.
  @inlinable mutating func remove(before index: Int) {
    goneCount = max(goneCount, min(index, rows.count))
    guard goneCount > 0, goneCount &* 2 >= rows.count else { return }
    rows.removeFirst(goneCount)
    goneCount = 0
  }

  @inlinable static var fieldType: FieldType { [JoinRow<Value>].fieldType }

  @inlinable func encode(to encoder: inout some ValueEncoder) throws {
    try encoder.encodeArray(goneCount == 0 ? rows : Array(rows[indices]))
  }

  @inlinable static func decode(from decoder: inout some ValueDecoder) throws -> JoinBuffer {
    var buffer = JoinBuffer()
    buffer.rows = try decoder.decodeArray(of: JoinRow<Value>.self)
    return buffer
  }
}
