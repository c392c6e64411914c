import Glibc
import WeirCore
import WeirReading
import WeirStorage

/// `weir-cut-reader`: reads all stores of a job at one epoch, whatever happens to the job
/// meanwhile. See `CutReader` of the crash kit for what is expected of it.
@main
enum Main {
  /// Cuts that may wait for somebody to check them.
  private static let waitingLimit = 2

  static func main() {
    do {
      let options = try CutReaderOptions(Array(CommandLine.arguments.dropFirst()))
      let environment = Environment.system()
      switch options.mode {
      case .once:
        let reader = try JobReader(
          dataDirectory: options.data, job: options.job, environment: environment)
        let folder = CutFolder(path: options.into, files: environment.fileSystem)
        try folder.write(try reader.cut())
      case .watch: try watch(options, environment)
      }
    } catch {
      say("weir-cut-reader: \(error)")
      exit(1)
    }
  }

  private static func watch(_ options: CutReaderOptions, _ environment: Environment) throws {
    let files = environment.fileSystem
    let reader = try firstReader(options, environment)
    var newest = CheckpointID(0)
    var (taken, kept) = (0, 0)
    while true {
      let isLast = try files.status(FilePaths.join(options.into, "stop")) != nil
      let cut = try reader.cut()
      guard cut.epoch >= newest else {
        throw ReaderProblem("the epoch went back from \(newest) to \(cut.epoch)")
      }
      newest = cut.epoch
      taken += 1
      let waiting = try files.list(options.into).count { $0.name.hasPrefix("cut-") }
      if isLast || waiting < waitingLimit {
        let folder = CutFolder(path: FilePaths.join(options.into, "next"), files: files)
        try folder.write(cut)
        let number = String(kept)
        let name = "cut-" + String(repeating: "0", count: max(0, 8 - number.count)) + number
        try files.rename(folder.path, to: FilePaths.join(options.into, name), replacing: false)
        kept += 1
      }
      if isLast { break }
    }
    try files.open(FilePaths.join(options.into, "done"), .createNew).close()
    say("\(taken) cuts, \(kept) of them kept, the last one at \(newest)")
  }

  /// Waits until there is something to read.
  private static func firstReader(
    _ options: CutReaderOptions, _ environment: Environment
  ) throws -> JobReader {
    let paths = JobPaths(dataDirectory: options.data, job: options.job)
    while true {
      if try environment.fileSystem.status(paths.attempt) != nil {
        let reader = try JobReader(
          dataDirectory: options.data, job: options.job, environment: environment)
        if try reader.newestEpoch() != nil { return reader }
      }
      usleep(2_000)
    }
  }

  private static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }
}
