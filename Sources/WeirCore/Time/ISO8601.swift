/// Reads and writes the profile of ISO 8601 that event streams use:
/// `YYYY-MM-DD[(T| )hh:mm[:ss[.fraction]][Z|±hh[:]mm]]`. A time without a zone is UTC.
///
/// Calendar arithmetic follows Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
public enum ISO8601 {
  /// The moment written in `bytes`, or nil when they are not such a text or name no real date.
  /// Fractions finer than a millisecond are cut off. A leap second (`:60`) is refused.
  public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> EventTime? {
    var scanner = Scanner(bytes: bytes)
    guard let days = scanner.date() else { return nil }
    guard !scanner.isAtEnd else { return EventTime(milliseconds: days * 86_400_000) }
    guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
      let millisecondsOfDay = scanner.timeOfDay(), let offset = scanner.zone(), scanner.isAtEnd
    else { return nil }
    return EventTime(milliseconds: days * 86_400_000 + millisecondsOfDay - offset)
  }

  /// The moment written in `text`, or nil when it is not such a text.
  public static func parse(_ text: String) -> EventTime? {
    var text = text
    return text.withUTF8 { parse($0) }
  }

  /// `YYYY-MM-DDThh:mm:ss.mmmZ`; the milliseconds are left out when they are zero.
  public static func string(from time: EventTime) -> String {
    let day = floorDivide(time.milliseconds, 86_400_000)
    let remainder = time.milliseconds % 86_400_000
    let ofDay = remainder < 0 ? remainder + 86_400_000 : remainder
    let (year, month, dayOfMonth) = civil(fromDays: day)
    let seconds = ofDay / 1000
    let fraction = ofDay % 1000
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T"
      + "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
      + (fraction == 0 ? "Z" : ".\(padded(fraction, 3))Z")
  }

  /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
  static func days(fromYear year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let quotient = dividend / divisor
    return dividend % divisor < 0 ? quotient - 1 : quotient
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}

/// A cursor over the text; every method either consumes what it names or returns nil.
private struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0

  var isAtEnd: Bool { index == bytes.count }

  mutating func take(_ accepted: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: accepted) else { return false }
    index += 1
    return true
  }

  mutating func number(digits: Int) -> Int64? {
    guard bytes.count - index >= digits else { return nil }
    var value: Int64 = 0
    for _ in 0..<digits {
      let digit = bytes[index] &- 48
      guard digit <= 9 else { return nil }
      value = value * 10 + Int64(digit)
      index += 1
    }
    return value
  }

  mutating func date() -> Int64? {
    guard let year = number(digits: 4), take("-"), let month = number(digits: 2),
      take("-"), let day = number(digits: 2), (1...12).contains(month), day >= 1
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length: Int64 =
      switch month {
      case 2: isLeap ? 29 : 28
      case 4, 6, 9, 11: 30
      default: 31
      }
    guard day <= length else { return nil }
    return ISO8601.days(fromYear: year, month: month, day: day)
  }

  mutating func timeOfDay() -> Int64? {
    guard let hour = number(digits: 2), hour < 24, take(":"),
      let minute = number(digits: 2), minute < 60
    else { return nil }
    var milliseconds = (hour * 60 + minute) * 60_000
    guard take(":") else { return milliseconds }
    guard let second = number(digits: 2), second < 60 else { return nil }
    milliseconds += second * 1000
    guard take(".") || take(",") else { return milliseconds }
    var scale: Int64 = 100
    let start = index
    while let digit = number(digits: 1) {
      milliseconds += digit * scale
      scale /= 10
    }
    return index > start ? milliseconds : nil
  }

  /// The zone's distance from UTC in milliseconds.
  mutating func zone() -> Int64? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let sign: Int64
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = number(digits: 2), hours < 24 else { return nil }
    _ = take(":")
    guard let minutes = number(digits: 2), minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes) * 60_000
  }
}
