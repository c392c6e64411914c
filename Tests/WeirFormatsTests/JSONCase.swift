import Testing

/// One text with what a strict reader does with it.
struct JSONCase: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let isValid: Bool

  var testDescription: String { "\(name): \(isValid ? "accepted" : "refused")" }

  static func accept(_ name: String, _ text: String) -> JSONCase {
    JSONCase(name: name, bytes: Array(text.utf8), isValid: true)
  }
  static func refuse(_ name: String, _ text: String) -> JSONCase {
    JSONCase(name: name, bytes: Array(text.utf8), isValid: false)
  }
  static func accept(_ name: String, quoted bytes: [UInt8]) -> JSONCase {
    JSONCase(name: name, bytes: [0x22] + bytes + [0x22], isValid: true)
  }
  static func refuse(_ name: String, quoted bytes: [UInt8]) -> JSONCase {
    JSONCase(name: name, bytes: [0x22] + bytes + [0x22], isValid: false)
  }
  static func accept(_ name: String, raw bytes: [UInt8]) -> JSONCase {
    JSONCase(name: name, bytes: bytes, isValid: true)
  }
  static func refuse(_ name: String, raw bytes: [UInt8]) -> JSONCase {
    JSONCase(name: name, bytes: bytes, isValid: false)
  }
}
