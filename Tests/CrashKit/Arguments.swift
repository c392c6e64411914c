/// The words of a command line: a command and `--name value` options.
struct Arguments {
  let command: String
  private var values: [String: String] = [:]
  private var unread: Set<String> = []

  /// - Parameter flags: The options that take no value.
  init(_ words: [String], flags: Set<String>) throws {
    command = words.first ?? "--help"
    var index = 1
    while index < words.count {
      guard words[index].hasPrefix("--") else {
        throw CrashError.usage("'\(words[index])' is no option; options are --name value")
      }
      let name = String(words[index].dropFirst(2))
      guard values[name] == nil else { throw CrashError.usage("--\(name) is given twice") }
      if flags.contains(name) {
        values[name] = "true"
        index += 1
      } else {
        guard index + 1 < words.count else { throw CrashError.usage("--\(name) needs a value") }
        values[name] = words[index + 1]
        index += 2
      }
      unread.insert(name)
    }
  }

  mutating func text(_ name: String) -> String? {
    unread.remove(name)
    return values[name]
  }

  mutating func required(_ name: String) throws -> String {
    guard let value = text(name) else { throw CrashError.usage("\(command) needs --\(name)") }
    return value
  }

  mutating func flag(_ name: String) -> Bool { text(name) != nil }

  mutating func number<Number: FixedWidthInteger>(_ name: String, or standard: Number) throws
    -> Number
  {
    guard let value = text(name) else { return standard }
    guard let number = Number(value), number >= 0 else {
      throw CrashError.usage("--\(name) needs a number, not '\(value)'")
    }
    return number
  }

  /// Comma-separated numbers from 1.
  mutating func numbers(_ name: String, or standard: [Int]) throws -> [Int] {
    guard let value = text(name) else { return standard }
    let numbers = value.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard numbers.allSatisfy({ $0 > 0 }) else {
      throw CrashError.usage("--\(name) needs numbers from 1 such as 1,4, not '\(value)'")
    }
    return numbers
  }

  mutating func names(_ name: String) -> [String]? {
    text(name).map { $0.split(separator: ",").map(String.init) }
  }

  mutating func nanoseconds(_ name: String, or standard: UInt64) throws -> UInt64 {
    guard let value = text(name) else { return standard }
    guard let duration = Clock.nanoseconds(value) else {
      throw CrashError.usage("--\(name) needs a duration such as 50ms, 10s or 2m, not '\(value)'")
    }
    return duration
  }

  /// Refuses what no one asked for.
  func finish() throws {
    if let name = unread.sorted().first {
      throw CrashError.usage("\(command) does not know --\(name)")
    }
  }
}
