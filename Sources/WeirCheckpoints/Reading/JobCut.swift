import WeirCore

/// One epoch of a job, at which all its stores can be read.
public struct JobCut: Sendable, Equatable {
  /// The checkpoint at which it is.
  public let manifest: Manifest
  /// For each sink the known epochs up to that checkpoint, oldest first.
  private let commits: [OperatorID: [EpochCommit]]

  /// - Parameter others: Whichever manifests of the job are there; they may be of later checkpoints.
  ///   A store that was opened a while ago may need epochs that only those before list.
  public init(_ manifest: Manifest, others: [Manifest]) {
    self.manifest = manifest
    var known: [OperatorID: [CheckpointID: EpochCommit]] = [:]
    for listed in others + [manifest] {
      for (sink, commits) in listed.commits {
        for commit in commits where commit.epoch <= manifest.id {
          known[sink, default: [:]][commit.epoch] = commit
        }
      }
    }
    commits = known.mapValues { $0.values.sorted { $0.epoch < $1.epoch } }
  }

  public var epoch: CheckpointID { manifest.id }

  /// The sinks that had written anything by then.
  public var sinks: [OperatorID] {
    Set(manifest.heads.map { OperatorID($0.sink) }).sorted()
  }

  /// The part of one sink. For a sink that never wrote anything it has no epochs.
  public func store(_ sink: OperatorID) -> StoreCut {
    StoreCut(epoch: epoch, commits: commits[sink] ?? [], heads: manifest.heads(of: sink))
  }
}
