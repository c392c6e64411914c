import Weir

/// Texts that queries make of numbers and times.
enum QueryText {
  /// Thousandths as a decimal number with three decimals.
  static func decimal(thousandths: Int) -> String {
    let fraction = String(thousandths % 1000)
    return "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
  }

  /// The day in UTC, as in 2015-07-15.
  static func day(_ time: EventTime) -> String { String(time.description.prefix(10)) }

  /// The minute in UTC, as in 08:59.
  static func minute(_ time: EventTime) -> String {
    String(time.description.dropFirst(11).prefix(5))
  }

  /// The hour of the day in UTC.
  static func hour(_ time: EventTime) -> Int64 {
    let hours = time.milliseconds / 3_600_000 % 24
    return hours < 0 ? hours + 24 : hours
  }
}
