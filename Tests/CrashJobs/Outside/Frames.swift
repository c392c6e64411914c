import Weir

/// The format of a log: for each record its length, the CRC-32C of its text, its text.
enum Frames {
  static func append(_ text: [UInt8], to log: inout [UInt8]) {
    append(UInt32(truncatingIfNeeded: text.count), to: &log)
    append(Checksum.of(text[...]), to: &log)
    log += text
  }

  /// The texts of a log as lines.
  /// - Returns: nil when the log is damaged.
  static func lines(of log: [UInt8]) -> [UInt8]? {
    var lines: [UInt8] = []
    var rest = log[...]
    while !rest.isEmpty {
      guard let length = number(&rest), let checksum = number(&rest),
        Int(length) <= rest.count
      else { return nil }
      let text = rest.prefix(Int(length))
      guard Checksum.of(text) == checksum else { return nil }
      lines += text
      lines.append(UInt8(ascii: "\n"))
      rest = rest.dropFirst(Int(length))
    }
    return lines
  }

  private static func append(_ number: UInt32, to log: inout [UInt8]) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      log.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// CRC-32C, a byte at a time.
enum Checksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
    }
  }

  static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { value, byte in
      value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
    }
  }
}
