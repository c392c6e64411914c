import WeirCore

/// Numbers as people read them.
enum Quantity {
  /// `0`, `950`, `1.23 k`, `45.6 M`: three digits.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "0" }
    if value < 9.95 { return decimal(value, places: 1) }
    if value < 999.5 { return decimal(value, places: 0) }
    var scaled = value / 1000
    for unit in ["k", "M", "G"] {
      if scaled < 999.5 { return threeDigits(scaled) + " " + unit }
      scaled /= 1000
    }
    return threeDigits(min(scaled, 1e9)) + " T"
  }

  /// Records a second.
  static func rate(_ perSecond: Double) -> String { short(perSecond) + "/s" }

  /// All digits, in groups of three.
  static func exact(_ count: UInt64) -> String {
    let digits = String(count)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  /// `512 B`, `1.5 KiB`, `20.0 MiB`.
  static func bytes(_ count: Int64) -> String {
    var scaled = Double(max(0, count))
    if scaled < 1024 { return "\(max(0, count)) B" }
    for unit in ["KiB", "MiB", "GiB"] {
      scaled /= 1024
      if scaled < 1023.95 { return decimal(scaled, places: 1) + " " + unit }
    }
    return decimal(scaled / 1024, places: 1) + " TiB"
  }

  /// `35 ms`, `1.2 s`, `2 min 05 s`, `3 h 12 min`, `2 d 4 h`.
  static func duration(milliseconds: Int64) -> String {
    let milliseconds = max(0, milliseconds)
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if milliseconds < 59_950 { return decimal(Double(milliseconds) / 1000, places: 1) + " s" }
    let seconds = milliseconds / 1000 + (milliseconds % 1000 >= 500 ? 1 : 0)
    if seconds < 3600 { return "\(seconds / 60) min \(twoDigits(seconds % 60)) s" }
    if seconds < 86_400 { return "\(seconds / 3600) h \(twoDigits(seconds / 60 % 60)) min" }
    return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
  }

  /// A share of 0 to 1 as `37 %`.
  static func share(_ share: Double) -> String {
    guard share.isFinite else { return "–" }
    return "\(Int((min(1, max(0, share)) * 100).rounded(.down))) %"
  }

  private static func threeDigits(_ value: Double) -> String {
    decimal(value, places: value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
  }

  private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// Rounded to so many decimal places; for values below 10^12.
  private static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int64((min(value, 1e12) * scale).rounded())
    let divisor = Int64(scale)
    if places == 0 { return String(scaled) }
    let fraction = String(scaled % divisor)
    let zeros = String(repeating: "0", count: max(0, places - fraction.utf8.count))
    return "\(scaled / divisor).\(zeros)\(fraction)"
  }
}
