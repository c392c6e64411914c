import WeirCore

/// Collects changes for one page and finds, by the bytes of their keys, which of them later ones
/// replace.
final class PageBuilder {
  private let epoch: CheckpointID
  private let capacity: Int
  private let byteLimit: Int
  private var blocks: [LogBlock] = []
  private var changes: [LoggedChange] = []
  /// For each change the place of the key's change before it in the page, or -1.
  private var previous: [Int32] = []
  private var isReplaced: [Bool] = []
  private var replacedCount = 0
  private var keys: KeyTable
  /// What the changes take in memory.
  private var byteCount = 0

  init(epoch: CheckpointID, capacity: Int, byteLimit: Int) {
    self.epoch = epoch
    self.capacity = capacity
    self.byteLimit = byteLimit
    // A large page size costs memory only when there are as many changes.
    keys = KeyTable(capacity: min(capacity, 1024))
  }

  var count: Int { changes.count }
  /// Whether it takes no further change.
  var isFull: Bool { changes.count >= capacity || byteCount >= byteLimit }

  /// Keeps a chunk in memory as long as the page is.
  func hold(_ block: LogBlock) {
    if blocks.last !== block { blocks.append(block) }
  }

  func append(_ change: LoggedChange) {
    let index = Int32(truncatingIfNeeded: changes.count)
    changes.append(change)
    let before = keys.replace(with: index, in: changes)
    if before >= 0, change.kind == .redrive, !Self.isForced(change) {
      // A change of the key that the job made since is newer than what is brought back, which
      // therefore only counts if that one is refused.
      keys.forget(index, for: before)
      previous.append(previous[Int(before)])
      previous[Int(before)] = index
      isReplaced.append(true)
      replacedCount += 1
    } else {
      previous.append(before)
      isReplaced.append(false)
      if before >= 0 {
        isReplaced[Int(before)] = true
        replacedCount += 1
      }
    }
    byteCount += change.key.count + change.payload.count + LogPages.changeByteCount
  }

  private static func isForced(_ change: LoggedChange) -> Bool {
    do { return try RedrivenChange(change).isForced } catch { return true }
  }

  func build() -> LogPage {
    var last: [Int32] = []
    last.reserveCapacity(changes.count - replacedCount)
    for index in changes.indices where !isReplaced[index] {
      last.append(Int32(truncatingIfNeeded: index))
    }
    return LogPage(
      epoch: epoch, blocks: blocks, changes: changes, previous: previous, last: last)
  }
}
