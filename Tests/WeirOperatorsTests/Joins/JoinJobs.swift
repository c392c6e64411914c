import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// The result of a join of readings.
struct JoinedRow: Record, Hashable {
  var left: Int?
  var right: Int?

  init() {}

  init(_ left: Int?, _ right: Int?) {
    self.left = left
    self.right = right
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("left", &left)
    try field("right", &right)
  }
}

/// Which records without partners give results.
struct JoinForm: CustomTestStringConvertible {
  let keepsLeft: Bool
  let keepsRight: Bool

  static let inner = JoinForm(keepsLeft: false, keepsRight: false)
  static let left = JoinForm(keepsLeft: true, keepsRight: false)
  static let right = JoinForm(keepsLeft: false, keepsRight: true)
  static let full = JoinForm(keepsLeft: true, keepsRight: true)
  static let all = [inner, left, right, full]

  var testDescription: String { "left \(keepsLeft), right \(keepsRight)" }
}

/// The joins that tests drive, made through the public API: of readings with even values on the
/// left with those of odd values on the right.
enum JoinJobs {
  typealias Define<Output: FieldValue> = (DataStream<Reading>) throws -> DataStream<Output>

  static let late = OutputTag<Reading>("late")
  static let lateOther = OutputTag<Reading>("late other")

  static func isLeft(_ reading: Reading) -> Bool { reading.value % 2 == 0 }

  private static func sides(
    _ stream: DataStream<Reading>
  ) -> (left: KeyedStream<String, Reading>, right: KeyedStream<String, Reading>) {
    (
      stream.filter { isLeft($0) }.keyed(by: \.key),
      stream.filter { !isLeft($0) }.keyed(by: \.key)
    )
  }

  static func interval(
    from: Int64, to: Int64, ends: IntervalEnds = .closed, _ form: JoinForm = .inner
  ) -> Define<JoinedRow> {
    { stream in
      let (left, right) = sides(stream)
      let (from, to) = (Duration.milliseconds(from), Duration.milliseconds(to))
      switch (form.keepsLeft, form.keepsRight) {
      case (false, false):
        return left.intervalJoin(
          "join", with: right, from: from, to: to, ends: ends, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0.value, $1.value) }
      case (true, false):
        return left.leftIntervalJoin(
          "join", with: right, from: from, to: to, ends: ends, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0.value, $1?.value) }
      case (false, true):
        return left.rightIntervalJoin(
          "join", with: right, from: from, to: to, ends: ends, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0?.value, $1.value) }
      case (true, true):
        return left.fullIntervalJoin(
          "join", with: right, from: from, to: to, ends: ends, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0?.value, $1?.value) }
      }
    }
  }

  static func retained(_ retention: Retention) -> Define<JoinedRow> {
    { stream in
      let (left, right) = sides(stream)
      return left.join(
        "join", with: right, retention: retention, lateTo: late, lateOtherTo: lateOther
      ) { JoinedRow($0.value, $1.value) }
    }
  }

  static func retained(_ retention: Retention, _ form: JoinForm) -> Define<Change<JoinedRow>> {
    { stream in
      let (left, right) = sides(stream)
      switch (form.keepsLeft, form.keepsRight) {
      case (false, false):
        return left.join(
          "join", with: right, retention: retention, lateTo: late, lateOtherTo: lateOther
        ) { .put(JoinedRow($0.value, $1.value)) }
      case (true, false):
        return left.leftJoin(
          "join", with: right, retention: retention, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0.value, $1?.value) }
      case (false, true):
        return left.rightJoin(
          "join", with: right, retention: retention, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0?.value, $1.value) }
      case (true, true):
        return left.fullJoin(
          "join", with: right, retention: retention, lateTo: late, lateOtherTo: lateOther
        ) { JoinedRow($0?.value, $1?.value) }
      }
    }
  }

  /// Right readings are versions; with `removals` those whose value is divisible by 5 remove.
  static func temporal(keepsLeft: Bool, removals: Bool = false) -> Define<JoinedRow> {
    { stream in
      let (left, right) = sides(stream)
      if removals {
        let changes = right.stream.map { reading -> Change<Reading> in
          reading.value % 5 == 0 ? .remove(reading) : .put(reading)
        }.keyed(by: \.row.key)
        return keepsLeft
          ? left.leftTemporalJoin("join", asOf: changes, lateTo: late) {
            JoinedRow($0.value, $1?.value)
          }
          : left.temporalJoin("join", asOf: changes, lateTo: late) {
            JoinedRow($0.value, $1.value)
          }
      }
      return keepsLeft
        ? left.leftTemporalJoin("join", asOf: right, lateTo: late, lateOtherTo: lateOther) {
          JoinedRow($0.value, $1?.value)
        }
        : left.temporalJoin("join", asOf: right, lateTo: late, lateOtherTo: lateOther) {
          JoinedRow($0.value, $1.value)
        }
    }
  }

  static func windowed(
    _ windows: AlignedWindows, lateness: Int64 = 0, _ form: JoinForm = .inner
  ) -> Define<WindowRow> {
    { stream in
      let (left, right) = sides(stream)
      return join(
        left.window(windows, allowedLateness: .milliseconds(lateness), lateTo: late), right, form)
    }
  }

  static func sessions(gap: Int64, lateness: Int64 = 0, _ form: JoinForm) -> Define<WindowRow> {
    { stream in
      let (left, right) = sides(stream)
      return join(
        left.window(
          .session(gap: .milliseconds(gap)), allowedLateness: .milliseconds(lateness),
          lateTo: late),
        right, form)
    }
  }

  private static func join<Windows>(
    _ left: WindowedStream<String, Reading, Windows>, _ right: KeyedStream<String, Reading>,
    _ form: JoinForm
  ) -> DataStream<WindowRow> {
    switch (form.keepsLeft, form.keepsRight) {
    case (false, false):
      left.join("join", with: right, lateOtherTo: lateOther) { WindowRow($0.value, $1.value, $2) }
    case (true, false):
      left.leftJoin("join", with: right, lateOtherTo: lateOther) {
        WindowRow($0.value, $1?.value, $2)
      }
    case (false, true):
      left.rightJoin("join", with: right, lateOtherTo: lateOther) {
        WindowRow($0?.value, $1.value, $2)
      }
    case (true, true):
      left.fullJoin("join", with: right, lateOtherTo: lateOther) {
        WindowRow($0?.value, $1?.value, $2)
      }
    }
  }
}

/// The result of a join within windows.
struct WindowRow: Record, Hashable {
  var row = JoinedRow()
  var start = EventTime.zero
  var end = EventTime.zero

  init() {}

  init(_ left: Int?, _ right: Int?, _ window: Window) {
    row = JoinedRow(left, right)
    start = window.start
    end = window.end
  }

  init(_ left: Int?, _ right: Int?, _ start: Int64, _ end: Int64) {
    self.init(left, right, Window(start: at(start), end: at(end)))
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("row", &row)
    try field("start", &start)
    try field("end", &end)
  }
}
