/// The file that a runner keeps overwriting with its phase.
struct PhaseFile {
  let path: String

  /// Empties it, so that what it says next comes from the process that is about to start.
  func clear() throws { try Files.write([], to: path) }

  /// The phase that stands there now.
  /// - Throws: when its first line is none of the words.
  func read() throws -> Phase {
    guard let content = Files.read(path), !content.isEmpty else { return .starting }
    let line = content.prefix { $0 != UInt8(ascii: "\n") && $0 != 0 && $0 != UInt8(ascii: " ") }
    let word = String(decoding: line, as: UTF8.self)
    guard let phase = Phase(rawValue: word), phase != .starting else {
      let words = Phase.allCases.dropFirst().map(\.rawValue).joined(separator: ", ")
      throw CrashError.violation("the phase file says '\(word)', which is none of \(words)")
    }
    return phase
  }
}
