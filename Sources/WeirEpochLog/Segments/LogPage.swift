import WeirCore

/// Changes of one partition and epoch, with the bytes that they point into. It never changes.
public final class LogPage: @unchecked Sendable {
  public let epoch: CheckpointID
  private let blocks: [LogBlock]
  /// All changes of the page, in order.
  let changes: [LoggedChange]
  /// For each change the place of the key's change before it in the page, or -1.
  let previous: [Int32]
  /// The places of the last changes of their keys, in order.
  let last: [Int32]

  init(
    epoch: CheckpointID, blocks: [LogBlock], changes: [LoggedChange], previous: [Int32],
    last: [Int32]
  ) {
    self.epoch = epoch
    self.blocks = blocks
    self.changes = changes
    self.previous = previous
    self.last = last
  }

  /// How many changes it has, also of those that later ones of the page replace.
  public var count: Int { changes.count }

  /// Calls `body` with every change in order, also with those that later ones replace. The bytes
  /// are valid only within the call.
  public func forEachChange(_ body: (LoggedChange) throws -> Void) rethrows {
    try withExtendedLifetime(blocks) {
      for change in changes { try body(change) }
    }
  }

  /// Applies the last change of each key. A refused one is rejected, and its key's change
  /// before it in the page, if any, takes its place in a further call; without one, what was
  /// applied before stands.
  /// - Parameters:
  ///   - size: How many changes are handed to the target in one go.
  ///   - progress: Called between two such calls with how many changes are done.
  /// - Returns: How many changes were rejected.
  public func apply(
    to target: some ChangeTarget, atOnce size: Int = StoreOptions().pageSize,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    try withExtendedLifetime(blocks) {
      var application = PageApplication(page: self, size: max(1, size))
      return try application.run(target, progress)
    }
  }
}
