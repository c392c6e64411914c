import WeirCore
import WeirFormats
import WeirRuntime
import WeirStorage

/// What `weir status` knows of a job.
struct StatusReport: Record {
  var job = ""
  var directory = ""
  var isRunning = false
  /// The process that owns the directory.
  var processID: Int? = nil
  var since: EventTime? = nil
  /// What the job last said of itself; nil when it never ran, or runs and has said nothing yet.
  var progress: JobProgress? = nil

  /// Larger status files are not believed.
  private static var byteLimit: Int { 16 << 20 }

  init() {}

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("directory", &directory)
    try field("running", &isRunning)
    try field("pid", &processID)
    try field("since", &since)
    try field("progress", &progress)
  }

  /// Reads the lock and the status file. Blocks.
  init(job: String, paths: JobPaths, fileSystem: any FileSystem) throws {
    self.job = job
    directory = paths.directory
    if let owner = try DirectoryLock.readOwner(paths.lock) {
      isRunning = true
      processID = Int(owner.processID)
      since = EventTime(milliseconds: owner.since.milliseconds)
    }
    guard let status = try fileSystem.status(paths.status), status.kind == .file else { return }
    let bytes = try AtomicFile.readAll(paths.status, on: fileSystem, limit: Self.byteLimit)
    do {
      let said = try JSON.decode(JobProgress.self, from: bytes)
      // What an earlier process said is not how the one that runs is.
      if !isRunning || said.processID == processID { progress = said }
    } catch {
      throw WeirError(
        .inputOutput, "the status file cannot be read; the job's next run writes it anew",
        at: .init(job: job, file: paths.status), cause: error)
    }
  }

  /// For people.
  func lines(now: EventTime, width: Int) -> [String] {
    var lines: [String] = []
    if isRunning {
      let since = since.map { ", since \($0)" } ?? ""
      lines.append("\(job) is running: process \(processID ?? 0)\(since)")
    } else if let progress {
      lines.append(
        "\(job) is not running; its last process "
          + (progress.hasEnded ? progress.state : "ended unannounced") + " at about \(progress.updated)")
    } else {
      return ["\(job) has never been run with its data in \(PrintableText.escaped(directory))"]
    }
    guard let progress else { return lines + ["it has not said anything yet"] }
    let view = ProgressView(progress, rates: .sinceStart(of: progress), now: now)
    lines += view.lines(in: TerminalSize(columns: max(width, 40), rows: .max))
    if progress.state == "failed", let error = progress.lastError {
      lines.append(PrintableText.escaped("it failed with: \(error)"))
    }
    return lines
  }
}
