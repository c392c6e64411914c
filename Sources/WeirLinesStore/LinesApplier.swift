import WeirCore

/// Gives the parts that a manifest lists their finished names, and clears away what no manifest
/// lists.
///
/// A part that stays open is not published by a commit: the manifest says how long it is, and
/// that is its commit. Recovery ends it there and publishes it, because its writer is gone.
final class LinesApplier: Applier {
  private let context: SinkContext
  private let store: StoreDirectory
  private var environment: Environment { context.environment }

  init(_ context: SinkContext) {
    self.context = context
    store = StoreDirectory(context)
  }

  func apply(_ commit: EpochCommit) async throws {
    guard !commit.segments.isEmpty else { return }
    let (context, store) = (context, store)
    let failpoints = environment.failpoints
    let parts = try listedParts([commit]).filter(\.isClosed)
    try await environment.blocking.run {
      try failpoints.hit(.sinkBeforeCommit)
      // The fence: a newer attempt may have taken the store over.
      guard try store.isPrepared() else {
        throw Self.refusal("the store's marker is gone", store.paths.marker, commit.epoch)
      }
      for (index, part) in parts.enumerated() {
        if index > 0 { try failpoints.hit(.sinkBetweenPartitions) }
        // What this attempt has sealed it has also synced without an error, so its bytes are not
        // read again; what an earlier one left is.
        try SegmentPublisher(context: context, paths: store.paths).publish(
          part, isTrusted: part.staged.name.id.attempt == context.attempt)
      }
    }
    try await sync(parts)
    try await environment.blocking.run { try failpoints.hit(.sinkAfterCommit) }
  }

  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] {
    let (context, store) = (context, store)
    let failpoints = environment.failpoints
    let parts = try listedParts(unapplied)
    try await environment.blocking.run {
      if let first = parts.first, try !store.isPrepared() {
        throw Self.refusal("the store's marker is gone", store.paths.marker, first.epoch)
      }
      try store.claim()
      for (index, part) in parts.enumerated() {
        if index > 0 { try failpoints.hit(.recoverMidRecommit) }
        try SegmentPublisher(context: context, paths: store.paths).publish(part, isTrusted: false)
      }
    }
    try await sync(parts)
    let listed = Set(parts.map(\.staged))
    try await environment.blocking.run {
      try failpoints.hit(.recoverBeforeCleanup)
      try Leftovers(context: context, paths: store.paths, listed: listed).remove()
    }
    return []
  }

  func committedEpoch() async throws -> CheckpointID? {
    let (files, store) = (environment.fileSystem, store)
    return try await environment.blocking.run {
      guard try store.isPrepared() else { return nil }
      return try StoreListing(store.paths, files).finished.map(\.name.epochs.upperBound).max()
    }
  }

  func close() async {}

  private func listedParts(_ commits: [EpochCommit]) throws -> [ListedPart] {
    try ListedPart.parts(of: commits, in: store.paths.directory)
  }

  /// Also after a commit that found everything done: the names may not be durable yet, and once
  /// this returns no manifest speaks of them any more.
  private func sync(_ parts: [ListedPart]) async throws {
    guard !parts.isEmpty else { return }
    try await store.paths.sync(Set(parts.map(\.staged.bucket)), environment)
  }

  private static func refusal(_ what: String, _ path: String, _ epoch: CheckpointID) -> WeirError {
    SegmentPublisher.refusal(what, path, epoch)
  }
}
