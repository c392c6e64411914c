import Glibc
import WeirCore
import WeirStorage

/// `weir-cut-reader`: reads all stores of a job at one epoch, whatever happens to the job
/// meanwhile. See `CutReader` of the crash kit for what is expected of it.
@main
enum Main {
  /// Cuts that may wait for somebody to check them.
  private static let waitingLimit = 2

  static func main() async {
    do {
      let options = try CutReaderOptions(Array(CommandLine.arguments.dropFirst()))
      let environment = Environment.system(failpoints: NoFailpoints())
      switch options.mode {
      case .once: try await once(options, environment)
      case .watch: try await watch(options, environment)
      }
    } catch {
      say("weir-cut-reader: \(error)")
      exit(1)
    }
  }

  private static func once(_ options: CutReaderOptions, _ environment: Environment) async throws {
    // A store that is left alone has nothing that expires.
    guard let cut = try await JobCut.take(options, environment) else {
      throw ReaderProblem("there is no cut to be read in \(options.data)")
    }
    try CutFolder(path: options.into, files: environment.fileSystem).write(cut)
  }

  private static func watch(_ options: CutReaderOptions, _ environment: Environment) async throws {
    let files = environment.fileSystem
    var newest = CheckpointID(0)
    var (taken, kept) = (0, 0)
    while true {
      let isLast = try files.status(FilePaths.join(options.into, "stop")) != nil
      guard let cut = try await JobCut.take(options, environment) else {
        usleep(2_000)
        continue
      }
      guard cut.epoch >= newest else {
        throw ReaderProblem("the epoch went back from \(newest) to \(cut.epoch)")
      }
      newest = cut.epoch
      taken += 1
      let waiting = try files.list(options.into).count { $0.name.hasPrefix("cut-") }
      if isLast || waiting < waitingLimit {
        let folder = CutFolder(path: FilePaths.join(options.into, "next-\(taken)"), files: files)
        do { try folder.write(cut) } catch is SnapshotExpired { continue }
        let number = String(kept)
        let name = "cut-" + String(repeating: "0", count: max(0, 8 - number.count)) + number
        try files.rename(folder.path, to: FilePaths.join(options.into, name), replacing: false)
        kept += 1
      }
      if isLast { break }
    }
    let done = try files.open(FilePaths.join(options.into, "done"), .createNew)
    done.close()
    say("\(taken) cuts, \(kept) of them kept, the last one at \(newest)")
  }

  private static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }
}
