/// Makes sealed segments visible. Calls of ``recover(_:)`` and ``apply(_:)`` never overlap and come
/// in the order of epochs.
public protocol Applier: AnyObject, Sendable {
  /// Called first of all, before the store is opened: whether what a checkpoint says of the store
  /// is still there. A store that would make anew what it lacks must say here that it is lost.
  /// - Parameter heads: The newest epoch of each partition that has any.
  /// - Throws: `unusableCheckpoint` naming what is lost.
  func checkPresence(of heads: [Int: CheckpointID]) async throws
  /// Called once per attempt before any record flows, with every epoch that the manifest lists as
  /// not yet applied. Verifies and adopts what they list, fences every lower attempt, and then
  /// removes what dead attempts left behind and no manifest lists.
  ///
  /// A store that is out of order for a while is waited for in here and in ``committedEpoch()``:
  /// nothing can begin before it is known what the store holds. Both end when their task is
  /// cancelled.
  /// - Returns: the epochs that are left for ``apply(_:)``, oldest first; a store that applies at
  ///   once leaves none. Each may be applied already, as a whole or in part.
  /// - Throws: `unusableCheckpoint` when a listed segment is neither staged nor applied: "unknown"
  ///   is never taken for "committed".
  func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit]
  /// Makes an epoch visible. The manifest that lists it is durable. The same epoch may come again
  /// after a crash, so applying must be idempotent.
  ///
  /// A store that is out of order for a while is waited for in here, for as long as it takes: the job
  /// goes on meanwhile. An error fails the attempt.
  func apply(_ commit: EpochCommit) async throws
  /// The highest epoch of which anything is visible; nil for an empty store.
  func committedEpoch() async throws -> CheckpointID?
  /// No checkpoint older than `oldest` is kept any more: what was only there to read the store as
  /// of an earlier epoch, and segments of applied epochs up to `oldest`, may go. Never overlaps with
  /// ``apply(_:)``; comes again with every further checkpoint that goes, so what cannot go now may
  /// wait. An error fails the attempt.
  func release(upTo oldest: CheckpointID) async throws
  /// How the store is; asked often, from any thread.
  var status: StoreStatus { get }
  /// The attempt is over.
  func close() async
}

extension Applier {
  public func checkPresence(of heads: [Int: CheckpointID]) async throws {}
  public func release(upTo oldest: CheckpointID) async throws {}
  public var status: StoreStatus { StoreStatus() }
}
