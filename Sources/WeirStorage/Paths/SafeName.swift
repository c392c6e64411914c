/// Turns any bytes into one component of a path, so that different bytes never share a file.
///
/// `p_` and then the bytes: `a`–`z`, `0`–`9`, `_` and `-` as they are, every other as `%` and two
/// hexadecimal digits. The result is ASCII without capitals, so it stays distinct on file systems
/// that ignore case or normalise Unicode. Longer results are cut and end in `~` and half of the
/// SHA-256 of all bytes: values come from data, and somebody may choose them to collide.
public enum SafeName {
  /// The most bytes of a name.
  public static let byteLimit = 200

  /// The name for these bytes; ``byteLimit`` bytes at most.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    var name = Array(prefix)
    for byte in bytes {
      if isPlain(byte) {
        name.append(byte)
      } else {
        name.append(UInt8(ascii: "%"))
        Hexadecimal.append(byte, to: &name)
      }
    }
    if name.count > byteLimit { shorten(&name, of: bytes) }
    return String(decoding: name, as: UTF8.self)
  }

  /// The name for the UTF-8 bytes of a text. Texts that look the same but have different bytes get
  /// different names.
  public static func encode(_ text: String) -> String { encode(text.utf8) }

  /// The bytes that a name was made from; nil when it was cut, or was not made here.
  public static func decode(_ name: String) -> [UInt8]? {
    let encoded = Array(name.utf8)
    guard encoded.starts(with: prefix), encoded.count <= byteLimit else { return nil }
    var bytes: [UInt8] = []
    var index = prefix.count
    while index < encoded.count {
      let byte = encoded[index]
      if isPlain(byte) {
        bytes.append(byte)
        index += 1
        continue
      }
      guard byte == UInt8(ascii: "%"), index + 2 < encoded.count,
        let high = Hexadecimal.value(encoded[index + 1]),
        let low = Hexadecimal.value(encoded[index + 2]), !isPlain(high << 4 | low)
      else { return nil }
      bytes.append(high << 4 | low)
      index += 3
    }
    return bytes
  }

  /// A component for a name that a person chose, such as a job's: as it is where it is safe
  /// (`a`–`z`, `0`–`9`, `_`, `-`, not `-` or `p_` first, at most 100 bytes), else encoded.
  public static func component(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isSafe =
      !bytes.isEmpty && bytes.count <= 100 && bytes.allSatisfy(isPlain)
      && bytes[0] != UInt8(ascii: "-") && !bytes.starts(with: prefix)
    return isSafe ? name : encode(bytes)
  }

  private static let prefix = Array("p_".utf8)

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func shorten(_ name: inout [UInt8], of bytes: some Collection<UInt8>) {
    let hash = Hexadecimal.text(SHA256.digest(Array(bytes)).prefix(16))
    name.removeSubrange((byteLimit - hash.utf8.count - 1)...)
    name.append(UInt8(ascii: "~"))
    name.append(contentsOf: hash.utf8)
  }
}
