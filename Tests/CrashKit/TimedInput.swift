/// Large inputs for the jobs of the repository; the same seed gives the same bytes.
enum TimedInput {
  /// Flights in the order of their times, 20 seconds apart.
  static func flights(count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var text = Array("dep_time,dep_delay,carrier,tailnum,origin,distance,time_hour\n".utf8)
    for index in 0..<count {
      let draw = generator.next()
      let delay = Int(draw & 0x3F) - 10
      let carrier = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(draw >> 8 & 0xF)))
      let origin = ["EWR", "JFK", "LGA"][Int(draw >> 16 & 0xFF) % 3]
      let time = 1_357_000_000_000 + index * 20_000
      text += Array(
        "\(draw >> 24 & 0x7FF),\(delay),\(carrier),N\(draw >> 36 & 0xFFF),\(origin),750,\(time)\n".utf8)
    }
    return text
  }

  /// Lines of ten words; half of the words are among the commonest 256, the rest among 65,536.
  static func words(count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var text: [UInt8] = []
    for index in 0..<count {
      let draw = generator.next()
      text += Array("word\(draw & 1 == 0 ? draw >> 8 & 0xFF : draw >> 8 & 0xFFFF)".utf8)
      text.append(index % 10 == 9 ? 10 : 32)
    }
    return text + [10]
  }
}
