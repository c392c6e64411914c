import WeirCore
import WeirStorage

/// The checkpoints of one job on disk. Its work runs on the environment's blocking pool.
///
/// What it needs of the disk: a rename within a directory is atomic, and `syncDirectory` and
/// `File.sync` keep their promise.
public struct CheckpointStore: Sendable {
  public let paths: JobPaths
  /// The identity that every file carries; files with another one are refused.
  public let jobID: String
  public let environment: Environment

  public init(paths: JobPaths, jobID: String, environment: Environment) {
    self.paths = paths
    self.jobID = jobID
    self.environment = environment
  }

  var fileSystem: any FileSystem { environment.fileSystem }

  /// Runs `body` where it may block.
  func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await environment.blocking.run(body)
  }

  /// The one after every checkpoint that ever left a trace here.
  public func nextCheckpointID() async throws -> CheckpointID {
    try await blocking {
      let newest = try Self.identifiers(in: paths, fileSystem).last
      return CheckpointID((newest?.number ?? 0) &+ 1)
    }
  }

  /// Every checkpoint's directory, by ascending id.
  static func identifiers(
    in paths: JobPaths, _ fileSystem: any FileSystem
  ) throws -> [CheckpointID] {
    guard try fileSystem.status(paths.checkpoints) != nil else { return [] }
    return try fileSystem.list(paths.checkpoints)
      .filter { $0.kind == .directory }
      .compactMap { JobPaths.checkpoint(named: $0.name) }
      .sorted()
  }
}
