/// Multiplies by a power of ten and divides by ten, both in one multiplication.
struct PriceScale {
  private static let fractionBits: UInt64 = 19
  /// 10^(exponent − 1) with 19 bits after the point, rounded up; exact for factors below 43,699.
  private let factors: InlineArray<6, UInt64> = [
    (1 << 19) / 10 + 1, 1 << 19, 10 << 19, 100 << 19, 1000 << 19, 10_000 << 19,
  ]

  /// factor × 10^exponent / 10, for exponents up to 5.
  @inline(__always) func price(_ factor: UInt32, _ exponent: UInt32) -> Int64 {
    Int64(bitPattern: (UInt64(factor) &* factors[Int(exponent)]) >> Self.fractionBits)
  }
}
