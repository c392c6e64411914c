/// The numbers of Java 17's `SplittableRandom`.
struct SplittableRandom {
  /// All there is: two generators with the same state give the same numbers.
  var state: UInt64

  init(seed: Int64) { state = UInt64(bitPattern: seed) }
  init(state: UInt64) { self.state = state }

  @inline(__always) private mutating func advance() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return state
  }

  @inline(__always) mutating func int32() -> Int32 {
    var bits = advance()
    bits = (bits ^ (bits >> 33)) &* 0x62A9_D9ED_7997_05F5
    bits = (bits ^ (bits >> 28)) &* 0xCB24_D0A5_C88C_35B3
    return Int32(truncatingIfNeeded: bits >> 32)
  }

  @inline(__always) mutating func int64() -> Int64 {
    var bits = advance()
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int64(bitPattern: bits ^ (bits >> 31))
  }

  /// A number in [0, 1).
  @inline(__always) mutating func double() -> Double {
    Double(UInt64(bitPattern: int64()) >> 11) * 0x1p-53
  }

  /// A number in `0..<bound`; the bound must be positive.
  @inline(__always) mutating func below(_ bound: Int) -> Int {
    let bound = UInt32(truncatingIfNeeded: bound)
    var bits = UInt32(bitPattern: int32())
    if bound & (bound &- 1) == 0 { return Int(bits & (bound &- 1)) }
    while true {
      let half = bits >> 1
      let result = half % bound
      // Numbers above the last multiple of the bound would favour small results.
      if half &+ (bound &- 1) &- result <= UInt32(Int32.max) { return Int(result) }
      bits = UInt32(bitPattern: int32())
    }
  }
}
