/// Somebody who reads a job's stores all the time, whatever happens to the job.
struct CutWatch: ~Copyable {
  private var reader: ChildProcess
  private var checker: ChildProcess?
  private let cuts: String
  private let readerLog: String
  private let checkerLog: String
  private let timeLimit: UInt64

  /// Begins to read; nil when the test has no reader.
  static func begin(_ directory: borrowing JobDirectory) throws -> CutWatch? {
    guard let cutReader = directory.test.cutReader else { return nil }
    return try CutWatch(cutReader, directory)
  }

  private init(_ cutReader: CutReader, _ directory: borrowing JobDirectory) throws {
    let folder = directory.folder
    cuts = "\(folder)/cuts"
    readerLog = "\(folder)/reader.log"
    checkerLog = "\(folder)/checker.log"
    timeLimit = directory.test.timeLimit
    try Files.createDirectory(cuts)
    // Both are there or none is: a value that cannot be copied is never half made.
    let reader = try cutReader.start(
      "watch", data: directory.data, job: directory.test.job, into: cuts, log: readerLog)
    let checker = try cutReader.startChecker(of: cuts, log: checkerLog)
    self.reader = reader
    self.checker = checker
  }

  /// - Throws: when the reader or the checker has found something wrong.
  mutating func look() throws {
    if let end = reader.poll() { throw Self.failure("reader", end, readerLog) }
    if let end = checker?.poll() ?? nil { throw Self.failure("checker", end, checkerLog) }
  }

  /// Lets the reader take a last cut and the checker check what is left.
  /// - Returns: What the checker, or else the reader, said last.
  mutating func finish() throws -> String {
    try look()
    try Files.write([], to: "\(cuts)/stop")
    let deadline = Clock.now + timeLimit
    let readerEnd = reader.wait(until: deadline)
    guard readerEnd == .exited(0) else { throw Self.failure("reader", readerEnd, readerLog) }
    guard checker != nil else { return Self.tail(readerLog, 1) }
    let checkerEnd = checker?.wait(until: deadline) ?? nil
    guard checkerEnd == .exited(0) else { throw Self.failure("checker", checkerEnd, checkerLog) }
    return Self.tail(checkerLog, 1)
  }

  private static func failure(_ who: String, _ end: ChildProcess.End?, _ log: String)
    -> CrashError
  {
    let how = end.map { "ended with \($0)" } ?? "did not end in time"
    return .violation("the \(who) of cuts \(how); its last words:\n    \(tail(log, 6))")
  }

  private static func tail(_ log: String, _ count: Int) -> String {
    String(decoding: Files.read(log) ?? [], as: UTF8.self)
      .split(separator: "\n").suffix(count).joined(separator: "\n    ")
  }
}
