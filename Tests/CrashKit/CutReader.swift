/// A program that reads all stores of a job at one epoch, and one that checks what it read.
///
/// The reader is started as `READER MODE --data DIR --job JOB --into FOLDER`. A cut is a folder
/// with `<sink>.jsonl` for each store and the file `epoch`.
///
/// * Mode `once`: makes FOLDER the newest cut and exits with 0.
/// * Mode `watch`: takes cuts all the time until the file FOLDER/stop is there, then one more. It
///   exits with something else than 0 when a cut fails or its epoch is lower than one before.
///   While fewer than two wait there it keeps a cut as FOLDER/cut-<number>, which gets its name
///   when it is complete. Its last act is to create FOLDER/done.
///
/// The checker removes the cuts of FOLDER that it finds exact, in order, and exits with 0 when
/// `done` is there and none is left; at the first that is not exact it exits with something else.
struct CutReader: Sendable {
  let reader: [String]
  /// The word `@` stands for FOLDER; empty: nobody checks the contents.
  let checker: [String]

  /// Nil when the command line names no reader.
  init?(_ arguments: inout Arguments) throws {
    let checker = arguments.text("cut-check") ?? ""
    guard let reader = arguments.text("reader") else {
      guard checker.isEmpty else { throw CrashError.usage("--cut-check needs --reader") }
      return nil
    }
    self.reader = Self.words(reader)
    self.checker = Self.words(checker)
    guard self.reader.first?.contains("/") == true else {
      throw CrashError.usage("--reader needs a path such as .build/debug/weir-cut-reader")
    }
    guard checker.isEmpty || self.checker.first?.contains("/") == true else {
      throw CrashError.usage("--cut-check needs a path such as /usr/bin/python3 first")
    }
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  func start(_ mode: String, data: String, job: String, into folder: String, log: String) throws
    -> ChildProcess
  {
    try ChildProcess(
      reader + [mode, "--data", data, "--job", job, "--into", folder], environment: [:], log: log)
  }

  func startChecker(of folder: String, log: String) throws -> ChildProcess? {
    guard !checker.isEmpty else { return nil }
    return try ChildProcess(
      checker.map { $0 == "@" ? folder : $0 }, environment: [:], log: log)
  }
}
