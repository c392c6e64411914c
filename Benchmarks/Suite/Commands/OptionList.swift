/// The words after a command's name: options with and without values, and plain words.
struct OptionList {
  private var words: [String]

  init(_ words: some Sequence<String>) { self.words = Array(words) }

  /// Takes an option that has no value.
  mutating func flag(_ name: String) -> Bool {
    guard let index = words.firstIndex(of: name) else { return false }
    words.remove(at: index)
    return true
  }

  /// Takes an option's value; nil when the option is not there.
  mutating func text(_ name: String) throws -> String? {
    guard let index = words.firstIndex(of: name) else { return nil }
    guard index + 1 < words.count else { throw BenchmarkError("\(name) needs a value") }
    defer { words.removeSubrange(index...index + 1) }
    return words[index + 1]
  }

  /// Takes an option's positive number.
  mutating func number(_ name: String) throws -> Int? {
    try text(name).map { try Self.number(name, $0) }
  }

  /// Takes an option's positive numbers, with commas between.
  mutating func numbers(_ name: String) throws -> [Int]? {
    try text(name).map { text in
      try text.split(separator: ",", omittingEmptySubsequences: false)
        .map { try Self.number(name, String($0)) }
    }
  }

  private static func number(_ name: String, _ text: String) throws -> Int {
    guard let number = Int(text), number > 0 else {
      throw BenchmarkError("\(name) is \(text); it must be a positive number")
    }
    return number
  }

  /// Takes all words that are left; none may look like an option.
  mutating func names() throws -> [String] {
    defer { words = [] }
    if let option = words.first(where: { $0.hasPrefix("--") }) {
      throw BenchmarkError("unknown option \(option)")
    }
    return words
  }

  /// Nothing may be left.
  func finish() throws {
    if let word = words.first { throw BenchmarkError("what is \(word)?") }
  }
}
