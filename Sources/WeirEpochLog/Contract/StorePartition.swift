import WeirCore

/// One partition of a store as the applier drives it: a transaction for each epoch.
///
/// All calls block and come from one thread at a time. A transaction is ``begin(_:)``, any number
/// of ``apply(_:)`` and ``reject(_:reason:)``, then ``commit()`` or ``rollback()``.
///
/// A store throws three kinds of errors: ``ChangeRefused`` when a change can never be stored,
/// ``WeirError`` with `isRetriable` for what may work later (busy, full disk, lost connection; after
/// it the applier closes the partition, opens it again, reads the epoch and applies anew), and every
/// other error to end the attempt.
public protocol StorePartition: ChangeTarget, AnyObject, Sendable {
  /// Called before ``open()``, which would make anew what is lost: whether what holds the partition
  /// is there at all.
  /// - Parameter head: The newest epoch that a checkpoint has of the partition.
  /// - Throws: `unusableCheckpoint` naming what is lost.
  func checkPresence(of head: CheckpointID) throws
  /// Opens the partition, creates it when it does not exist yet, and makes the attempt durable in
  /// it: from then on every lower attempt is refused. Idempotent.
  /// - Throws: `unusableCheckpoint` when what is there is damaged, of another job, or belongs to a
  ///   higher attempt; `incompatibleState` when its schema cannot take the rows.
  func open() throws
  /// The epoch of the last committed transaction; nil when there was none.
  func storedEpoch() throws -> CheckpointID?
  /// Begins an epoch's transaction; the epoch and the attempt are stored in it.
  /// - Throws: `directoryOwned` when the store has seen a higher attempt.
  func begin(_ epoch: CheckpointID) throws
  /// Applies changes of different keys, keeping before-images. All or none of them are
  /// in the transaction afterwards.
  /// - Throws: ``ChangeRefused`` when one of them can never be stored: none is applied then.
  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws
  /// Records in the transaction that a change was refused.
  func reject(_ change: LoggedChange, reason: String) throws
  /// Ends the transaction; when this returns it is durable.
  func commit() throws
  func rollback()
  /// Removes before-images that are only needed to read epochs before `oldest`.
  func release(upTo oldest: CheckpointID) throws
  /// Closes files; opening again is allowed.
  func close()
}

extension StorePartition {
  public func checkPresence(of head: CheckpointID) throws {}
}

/// A change that the store will never take, however often it is tried.
public struct ChangeRefused: Error, Sendable {
  /// Its position in the page; nil when the store cannot tell which one it was.
  public let index: Int?
  public let reason: String
  public init(index: Int?, reason: String) {
    self.index = index
    self.reason = reason
  }
}
