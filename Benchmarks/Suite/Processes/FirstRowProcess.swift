import Glibc
import Weir
import WeirRuntime

/// A process of the suite that runs a job and says when its first row came out, for measuring
/// starts from outside.
enum FirstRowProcess {
  /// Runs the running sum in a directory for ever, in this process.
  static func run(keys: Int, parallelism: Int, directory: String) async throws {
    var job = RunningSumJob()
    job.keys = keys
    job.events = Int(Int64.max / 2)
    var options = RunOptions()
    options.dataDirectory = directory
    options.parallelism = parallelism
    let runner = JobRunner(job, options: options, environment: .system())
    let tally = job.total
    let watching = Task {
      var isFirst = true
      var latest: UInt64?
      while !Task.isCancelled {
        if isFirst, let moment = tally.firstRow {
          isFirst = false
          say("row \(moment)")
        }
        if !isFirst, let number = runner.progress().checkpoint.latest, number != latest {
          latest = number
          say("checkpoint \(number) \(tally.value.count)")
        }
        do { try await Task.sleep(for: .milliseconds(isFirst ? 1 : 20)) } catch { break }
      }
    }
    _ = try await runner.run()
    watching.cancel()
  }

  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  /// Whose process it is.
  enum Engine: String {
    case weir
    case flink
  }

  /// Starts such a process; with an earlier one's directory it goes on from its last checkpoint.
  static func start(
    _ engine: Engine, keys: Int, parallelism: Int, directory: String
  ) throws -> ChildProcess {
    let words = ["--keys", "\(keys)", "--parallelism", "\(parallelism)"]
    switch engine {
    case .weir: return try ChildProcess([OwnProcess.path, "startup", "--child", directory] + words)
    case .flink:
      let program = try OwnProcess.packageFile("\(EngineProcess.peerDirectory)/run")
      return try ChildProcess([program, "--row", "first-row", "--checkpoints", directory] + words)
    }
  }

  /// The moment of a process's first row.
  static func firstRow(of child: inout ChildProcess) throws -> UInt64 {
    while let line = child.nextLine() {
      let words = line.split(separator: " ")
      if words.first == "row", let moment = words.last.flatMap({ UInt64($0) }) { return moment }
    }
    throw BenchmarkError("the measured process ended before its first row")
  }
}
