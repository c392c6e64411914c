/// Texts of random length.
enum NexmarkText {
  /// Letters with some of a special one between, without blanks at the ends.
  @inline(__always)
  static func word(_ random: inout SplittableRandom, limit: Int, special: UInt8) -> String {
    let length = 3 + random.below(limit - 3)
    return String(unsafeUninitializedCapacity: length) { bytes in
      var (start, end) = (length, 0)
      for index in 0..<length {
        let byte =
          random.below(13) == 0 ? special : UInt8(truncatingIfNeeded: 97 + random.below(26))
        bytes[index] = byte
        if byte != UInt8(ascii: " ") {
          start = min(start, index)
          end = index + 1
        }
      }
      guard start < end else { return 0 }
      if start > 0 { for index in start..<end { bytes[index - start] = bytes[index] } }
      return end - start
    }
  }

  /// What brings an event of `current` bytes to about `average` bytes.
  @inline(__always)
  static func extra(
    _ random: inout SplittableRandom, current: Int, average: Int, pool: UnsafeBufferPointer<UInt8>
  ) -> String {
    guard current <= average else { return "" }
    let wanted = average - current
    let delta = Int((Double(wanted) * 0.2 + 0.5).rounded(.down))
    let length = wanted - delta + (delta == 0 ? 0 : random.below(2 * delta))
    let start = random.below(pool.count - length)
    let text = UnsafeBufferPointer(rebasing: pool[start..<start + length])
    return String(decoding: text, as: UTF8.self)
  }
}
