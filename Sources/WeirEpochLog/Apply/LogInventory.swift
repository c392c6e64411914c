import Synchronization
import WeirCore
import WeirStorage

/// The files of a log as its applier knows them, and when each may go.
final class LogInventory: Sendable {
  private struct State {
    /// The epochs of the files that some partition may still need.
    var unapplied: [String: CheckpointID] = [:]
    /// The epochs of the files that only readers of the past need. Of a file that was applied
    /// before the attempt began only the highest epoch is known that it can belong to.
    var applied: [String: CheckpointID] = [:]

    func knows(_ name: String) -> Bool { unapplied[name] != nil || applied[name] != nil }
  }

  private let directory: String
  private let attempt: Attempt
  private let files: any FileSystem
  private let state = Mutex(State())

  init(_ context: SinkContext) {
    directory = context.logDirectory
    attempt = context.attempt
    files = context.environment.fileSystem
  }

  /// A manifest lists these.
  func add(_ commit: EpochCommit) {
    state.withLock { state in
      for segment in commit.segments { state.unapplied[segment.name] = commit.epoch }
    }
  }

  /// All of it is in the store.
  func setApplied(_ commit: EpochCommit) {
    state.withLock { state in
      for segment in commit.segments {
        state.unapplied[segment.name] = nil
        state.applied[segment.name] = commit.epoch
      }
    }
  }

  /// Removes what dead attempts left behind and takes note of what stays. Blocks.
  ///
  /// A file that is not listed as unapplied was either applied, at an epoch that is not before the
  /// one that sealed it, or never listed at all: then no store can have reached the epoch that
  /// sealed it, because numbers only grow and the attempt ended before that epoch was complete.
  /// - Parameter stored: The highest epoch that any partition stores.
  func adopt(stored: CheckpointID?) throws {
    guard try files.status(directory) != nil else { return }
    for entry in try files.list(directory) where entry.kind == .file {
      guard let name = LogFileName(entry.name), name.file.attempt <= attempt,
        !state.withLock({ $0.knows(entry.name) })
      else { continue }
      if case .sealed(_, let sealed) = name, let stored, sealed <= stored {
        state.withLock { $0.applied[entry.name] = stored }
      } else {
        try files.removeFile(FilePaths.join(directory, entry.name))
      }
    }
  }

  /// Removes the files of epochs that are applied and not after `oldest`. Blocks.
  func release(upTo oldest: CheckpointID) throws {
    let names = state.withLock { state in
      state.applied.filter { $0.value <= oldest }.map(\.key).sorted()
    }
    for name in names {
      let path = FilePaths.join(directory, name)
      if try files.status(path) != nil { try files.removeFile(path) }
      state.withLock { _ = $0.applied.removeValue(forKey: name) }
    }
  }
}
