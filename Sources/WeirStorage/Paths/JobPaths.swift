import WeirCore

/// Every path under a job's directory. No other code builds one.
///
///     <data>/<job>.lock                                        only while a process takes the directory
///     <data>/<job>/lock                                        who owns the directory
///                  attempt.json                                attempts so far, the job's identity
///                  status.json                                 what a running job says of itself
///                  checkpoints/chk-00000017/manifest.json      written last: the commit point
///                  checkpoints/chk-00000017/state-0002-0001.bin
///                  checkpoints/shared/                         files of several checkpoints
///                  logs/<sink>/  stores/<sink>/  dead-letter/  requests/
public struct JobPaths: Sendable, Equatable {
  /// The directory of all jobs.
  public let dataDirectory: String
  /// The job's own directory.
  public let directory: String

  /// - Parameters:
  ///   - dataDirectory: The `--data` directory; empty stands for the working directory.
  ///   - job: The job's name; one that is no safe file name is encoded.
  public init(dataDirectory: String, job: String) {
    self.dataDirectory = dataDirectory.isEmpty ? "." : dataDirectory
    directory = FilePaths.join(self.dataDirectory, SafeName.component(job))
  }

  public var lock: String { path("lock") }
  /// Held for a moment by whoever creates the directory, moves it away or takes its lock.
  public var entryLock: String { directory + ".lock" }
  public var attempt: String { path("attempt.json") }
  public var status: String { path("status.json") }
  public var checkpoints: String { path("checkpoints") }
  /// Files that several checkpoints name.
  public var shared: String { FilePaths.join(checkpoints, "shared") }
  public var logs: String { path("logs") }
  public var stores: String { path("stores") }
  /// The store of dead letters.
  public var deadLetter: String { path("dead-letter") }
  /// Requests to a running job.
  public var requests: String { path("requests") }

  /// The epoch log of a sink.
  public func log(of sink: OperatorID) -> String {
    FilePaths.join(logs, SafeName.component(sink.name))
  }

  /// The store of a sink.
  public func store(of sink: OperatorID) -> String {
    FilePaths.join(stores, SafeName.component(sink.name))
  }

  /// Where `--fresh` moves the job's directory; beside it, because no job's directory has a dot.
  public func retired(_ number: Int) -> String { "\(directory).old-\(number)" }

  private func path(_ name: String) -> String { FilePaths.join(directory, name) }
}
