/// Numbers as texts.
enum Numbers {
  /// With two decimals.
  static func hundredths(_ number: Double) -> String { fixed(number, 2) }
  /// Millions with two decimals.
  static func millions(_ number: Double) -> String { fixed(number / 1e6, 2) }
  static func megabytes(_ bytes: Int64) -> String { fixed(Double(bytes) / 1e6, 0) }
  static func percent(_ share: Double) -> String { fixed(share * 100, 1) }
  /// Nanoseconds as milliseconds with three decimals.
  static func milliseconds(_ nanoseconds: UInt64) -> String { fixed(Double(nanoseconds) / 1e6, 3) }

  /// With so many decimals; numbers beyond a thousand million million as they come.
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.magnitude < 1e15 else { return "\(number)" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((number.magnitude * Double(scale)).rounded())
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % scale)
    return "\(sign)\(scaled / scale)."
      + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// With as many decimals as make three digits.
  static func short(_ number: Double) -> String {
    fixed(number, number.magnitude >= 100 ? 0 : number.magnitude >= 10 ? 1 : 2)
  }

  /// As short as can be, for the lines of a plot.
  static func tick(_ number: Double) -> String {
    var text = fixed(number, number.magnitude < 0.01 ? 4 : number.magnitude < 10 ? 2 : 1)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text.isEmpty ? "0" : text
  }

  /// 1,000 as 1 k, 1,000,000 as 1 M.
  static func count(_ number: Int) -> String {
    if number >= 1_000_000, number % 100_000 == 0 { return trimmed(Double(number) / 1e6) + " M" }
    if number >= 1000, number % 100 == 0 { return trimmed(Double(number) / 1e3) + " k" }
    return "\(number)"
  }

  private static func trimmed(_ number: Double) -> String {
    let text = fixed(number, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
