/// Random numbers without a state: the same seed, number and use always give the same one.
struct Mix: Sendable {
  let seed: UInt64

  /// What a random number is drawn for, so that draws for one number do not depend on each other.
  enum Use: UInt64 {
    case fate = 1
    case delay, lateness, distance, damage, cut, track, skip, user, artist, title
  }

  func bits(_ number: Int64, _ use: Use) -> UInt64 {
    Self.scramble(
      Self.scramble(seed &+ use.rawValue &* 0x9E37_79B9_7F4A_7C15)
        ^ UInt64(bitPattern: number) &* 0xD6E8_FEB8_6659_FD93)
  }

  /// A number from 0 up to `bound`, which is positive.
  func number(below bound: Int64, _ number: Int64, _ use: Use) -> Int64 {
    Int64(truncatingIfNeeded: bits(number, use) % UInt64(bitPattern: bound))
  }

  /// The finaliser of SplitMix64.
  private static func scramble(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
