import Testing

@testable import WeirRunner

@Suite struct QuantityTests {
  @Test(
    "Rates have three digits",
    arguments: [
      (0.0, "0"), (0.25, "0.3"), (9.94, "9.9"), (42.4, "42"), (999.4, "999"), (999.6, "1.00 k"),
      (1234, "1.23 k"), (45_600, "45.6 k"), (999_900, "1.00 M"), (12_345_678, "12.3 M"),
      (5e9, "5.00 G"), (-1, "0"), (.nan, "0"), (.infinity, "0"), (1e300, "1000000000 T"),
    ])
  func short(value: Double, expected: String) { #expect(Quantity.short(value) == expected) }

  @Test(
    "Durations name two units at most",
    arguments: [
      (0, "0 ms"), (-5, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (59_949, "59.9 s"),
      (59_950, "1 min 00 s"), (125_000, "2 min 05 s"), (3_599_499, "59 min 59 s"),
      (3_600_000, "1 h 00 min"), (100_000_000, "1 d 3 h"), (Int64.max, "106751991167 d 7 h"),
    ])
  func duration(milliseconds: Int64, expected: String) {
    #expect(Quantity.duration(milliseconds: milliseconds) == expected)
  }

  @Test(
    "Byte counts go up by 1024",
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (20 << 20, "20.0 MiB"), (-1, "0 B"),
      (Int64.max, "8388608.0 TiB"),
    ])
  func bytes(count: Int64, expected: String) { #expect(Quantity.bytes(count) == expected) }

  @Test(
    "Exact counts have groups of three digits",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (336_776, "336,776"),
      (UInt64.max, "18,446,744,073,709,551,615"),
    ])
  func exact(count: UInt64, expected: String) { #expect(Quantity.exact(count) == expected) }

  @Test(
    "A share is full only at the end",
    arguments: [
      (0.0, "0 %"), (0.999, "99 %"), (1, "100 %"), (7, "100 %"), (-1, "0 %"), (.nan, "–"),
    ])
  func share(value: Double, expected: String) { #expect(Quantity.share(value) == expected) }
}
