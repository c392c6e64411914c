/// What every event draws from, made once for a generator.
struct NexmarkTables {
  static let poolByteCount = 1 << 20
  static let channelCount = 10_000

  /// Text that fills events up.
  let pool: [UInt8]
  let hotChannels = ["Google", "Facebook", "Baidu", "Apple"]
  let hotURLs: [String]
  let channels: [String]
  let urls: [String]

  init(urlSeed: Int64, poolSeed: Int64) {
    pool = Self.makePool(SplittableRandom(seed: poolSeed))
    var random = SplittableRandom(seed: urlSeed)
    hotURLs = (0..<4).map { _ in Self.makeURL(&random) }
    channels = (0..<Self.channelCount).map { "channel-\($0)" }
    urls = (0..<Self.channelCount).map { index in
      let url = Self.makeURL(&random)
      guard random.below(10) > 0 else { return url }
      return url + "&channel_id=" + Self.channelID(index)
    }
  }

  /// Six letters from each number, by truncating division: those of negative ones lie below `a`.
  private static func makePool(_ random: SplittableRandom) -> [UInt8] {
    var random = random
    return [UInt8](unsafeUninitializedCapacity: poolByteCount) { pool, count in
      var value: Int32 = 0
      for index in 0..<poolByteCount {
        if index % 6 == 0 { value = random.int32() }
        pool[index] = UInt8(truncatingIfNeeded: 97 + value % 26)
        value /= 26
      }
      count = poolByteCount
    }
  }

  private static func makeURL(_ random: inout SplittableRandom) -> String {
    let directories = (0..<3).map { _ in
      NexmarkText.word(&random, limit: 5, special: UInt8(ascii: "_"))
    }
    return "https://www.nexmark.com/" + directories.joined(separator: "/") + "/item.htm?query=1"
  }

  /// The reversed bits, without their sign unless it cannot be taken away in 32 bits.
  private static func channelID(_ index: Int) -> String {
    var (bits, reversed) = (UInt32(truncatingIfNeeded: index), UInt32(0))
    for _ in 0..<32 {
      reversed = reversed << 1 | bits & 1
      bits >>= 1
    }
    let signed = Int32(bitPattern: reversed)
    return String(signed == .min ? signed : abs(signed))
  }
}
