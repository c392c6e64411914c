import WeirCore

/// Changes of one partition and epoch, with the bytes that they point into. It never changes.
public final class LogPage: @unchecked Sendable {
  public let epoch: CheckpointID
  private let blocks: [LogBlock]
  /// All changes of the page but the redriven ones, in order.
  let changes: [LoggedChange]
  /// For each change the place of the key's change before it in the page, or -1.
  let previous: [Int32]
  /// The places of the last changes of their keys, in order.
  let last: [Int32]
  /// In the order in which they are applied, after all others.
  let redriven: [RedrivenPlace]

  init(
    epoch: CheckpointID, blocks: [LogBlock], changes: [LoggedChange], previous: [Int32],
    last: [Int32], redriven: [RedrivenPlace]
  ) {
    self.epoch = epoch
    self.blocks = blocks
    self.changes = changes
    self.previous = previous
    self.last = last
    self.redriven = redriven.sorted(by: RedrivenPlace.precedes)
  }

  /// How many changes it has, also of those that later ones of the page replace.
  public var count: Int { changes.count + redriven.count }

  /// Calls `body` with every change in the order of the log, also with those that later ones
  /// replace. The bytes are valid only within the call.
  public func forEachChange(_ body: (LoggedChange) throws -> Void) rethrows {
    try withExtendedLifetime(blocks) {
      var waiting = redriven.map(\.change).sorted { $0.sequence < $1.sequence }[...]
      for change in changes {
        while let next = waiting.first, next.sequence < change.sequence {
          try body(waiting.removeFirst())
        }
        try body(change)
      }
      for change in waiting { try body(change) }
    }
  }

  /// Applies the last change of each key. A refused one is rejected, and its key's change
  /// before it in the page, if any, takes its place in a further call; without one, what was
  /// applied before stands. Then come the changes that were asked for again, one by one: the target
  /// knows by then which of them have a newer change.
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
