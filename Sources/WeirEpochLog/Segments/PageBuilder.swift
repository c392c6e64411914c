import WeirCore

/// Collects changes for one page and finds, by the bytes of their keys, which of them later ones
/// replace. What was asked for again replaces nothing and is replaced by nothing.
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
  private var redriven: [(change: LoggedChange, place: Int32)] = []
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

  var count: Int { changes.count + redriven.count }
  /// Whether it takes no further change.
  var isFull: Bool { count >= capacity || byteCount >= byteLimit }

  /// Keeps a chunk in memory as long as the page is.
  func hold(_ block: LogBlock) {
    if blocks.last !== block { blocks.append(block) }
  }

  func append(_ change: LoggedChange) {
    byteCount += change.key.count + change.payload.count + LogPages.changeByteCount
    let index = Int32(truncatingIfNeeded: changes.count)
    guard change.kind != .redrive else { return redriven.append((change, index)) }
    changes.append(change)
    let before = keys.replace(with: index, in: changes)
    previous.append(before)
    isReplaced.append(false)
    if before >= 0 {
      isReplaced[Int(before)] = true
      replacedCount += 1
    }
  }

  /// - Throws: `unusableCheckpoint` when a redriven change is damaged.
  func build() throws -> LogPage {
    var last: [Int32] = []
    last.reserveCapacity(changes.count - replacedCount)
    for index in changes.indices where !isReplaced[index] {
      last.append(Int32(truncatingIfNeeded: index))
    }
    let redriven = try redriven.map { change, place in
      RedrivenPlace(
        change: change, redriven: try RedrivenChange(change), place: place,
        last: keys.last(of: change.key, in: changes))
    }
    return LogPage(
      epoch: epoch, blocks: blocks, changes: changes, previous: previous, last: last,
      redriven: redriven)
  }
}
