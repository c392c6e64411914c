/// The program that knows what the stores of a job with poison must hold.
///
/// It is started as `CHECKER MODE STORES [LETTERS]`, STORES the job's directory of stores, LETTERS a
/// file with what `dead-letters JOB --json` said. It exits with 0 when it could do what it was asked
/// for and all was right. Its modes: `refuse` and `accept` change the stores so that they refuse or
/// take the poison; `refused`, `redriven` and `forced` check stores and letters; `dump` prints all
/// that the stores hold.
struct PoisonCheck: Sendable {
  enum Mode: String {
    case refuse, accept, refused, redriven, forced, dump
  }

  let words: [String]

  init(_ text: String) throws {
    words = text.split(separator: " ").map(String.init)
    guard words.first?.contains("/") == true else {
      throw CrashError.usage("--check needs a path such as /usr/bin/python3 first")
    }
  }

  /// - Returns: What it printed.
  @discardableResult
  func run(_ mode: Mode, _ directory: borrowing JobDirectory) throws -> String {
    let stores = "\(directory.data)/\(directory.test.job)/stores"
    let letters = "\(directory.folder)/letters.json"
    if mode.takesLetters {
      try Files.write(Array(try directory.deadLetters([]).utf8), to: letters)
    }
    let log = "\(directory.folder)/check.log"
    try Files.write([], to: log)
    var process = try ChildProcess(
      words + [mode.rawValue, stores, letters].prefix(mode.takesLetters ? 3 : 2), environment: [:],
      log: log)
    let end = process.wait(until: Clock.now + directory.test.timeLimit)
    let text = String(decoding: Files.read(log) ?? [], as: UTF8.self)
    guard end == .exited(0) else {
      throw CrashError.violation("\(mode.rawValue): \(text.suffix(800))")
    }
    return text
  }
}

extension PoisonCheck.Mode {
  var takesLetters: Bool { [.refused, .redriven, .forced].contains(self) }
}
