/// The numbers that inputs and checksums are made of.
enum Mix {
  /// SplitMix64's finaliser (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
  /// 2014).
  @inline(__always)
  static func mix(_ number: UInt64) -> UInt64 {
    var z = number &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `0..<bound` from the high half of a mixed one.
  @inline(__always)
  static func below(_ hash: UInt64, _ bound: UInt64) -> UInt64 { ((hash >> 32) &* bound) >> 32 }

  /// The checksum of a row of numbers.
  @inline(__always)
  static func row(_ first: Int64, _ second: Int64, _ third: Int64 = 0, _ fourth: Int64 = 0)
    -> UInt64
  {
    let sum = first &+ 31 &* second &+ 961 &* third &+ 29_791 &* fourth
    return mix(UInt64(bitPattern: sum))
  }

  /// FNV-1a of the bytes of a text.
  @inline(__always)
  static func fnv(_ bytes: some Sequence<UInt8>) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01B3 }
    return Int64(bitPattern: hash)
  }
}
