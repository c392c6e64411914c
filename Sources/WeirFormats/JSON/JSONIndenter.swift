/// Spreads compact JSON over lines.
@usableFromInline enum JSONIndenter {
  /// - Parameter compact: valid JSON without white space outside its texts.
  @usableFromInline static func indented(_ compact: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(compact.count * 2)
    var depth = 0
    var isInText = false
    var isEscape = false
    for (index, byte) in compact.enumerated() {
      if isInText {
        output.append(byte)
        if isEscape {
          isEscape = false
        } else if byte == UInt8(ascii: "\\") {
          isEscape = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        output.append(byte)
        depth += 1
        if index + 1 < compact.count, compact[index + 1] != byte + 2 { breakLine(depth, &output) }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if compact[index - 1] != byte - 2 { breakLine(depth, &output) }
        output.append(byte)
      case UInt8(ascii: ","):
        output.append(byte)
        breakLine(depth, &output)
      case UInt8(ascii: ":"):
        output.append(byte)
        output.append(0x20)
      default:
        if byte == UInt8(ascii: "\"") { isInText = true }
        output.append(byte)
      }
    }
    output.append(0x0A)
    return output
  }

  private static func breakLine(_ depth: Int, _ output: inout [UInt8]) {
    output.append(0x0A)
    for _ in 0..<(2 * depth) { output.append(0x20) }
  }
}
