import WeirCore

extension MemoryDisk {
  mutating func syncFile(_ id: NodeID) {
    guard let node = nodes[id], !node.isSyncLost else { return }
    nodes[id]?.durableBytes = node.bytes
  }

  /// Makes a directory's names durable, and with them every earlier change that they rest on.
  mutating func syncDirectory(_ id: NodeID) {
    var touched: Set<NodeID> = [id]
    var kept: [Change] = []
    var synced: [Change] = []
    for change in pending.reversed() {
      if change.edits.contains(where: { touched.contains($0.directory) }) {
        touched.formUnion(change.edits.map(\.directory))
        synced.append(change)
      } else {
        kept.append(change)
      }
    }
    pending = kept.reversed()
    let removed = synced.reversed().flatMap { makeDurable($0) }
    // Nobody will ever sync a directory that is durably gone.
    if !removed.isEmpty {
      pending.removeAll { $0.edits.allSatisfy { removed.contains($0.directory) } }
    }
  }

  /// A power cut: what is not durable is gone.
  mutating func crash() {
    pending = []
    for id in nodes.keys {
      guard let node = nodes[id] else { continue }
      nodes[id]?.bytes = node.durableBytes
      nodes[id]?.entries = node.durableEntries
      nodes[id]?.isSyncLost = false
    }
    removeUnreachable()
    life += 1
  }

  /// A power cut after which some of what was not durable happens to be there: the first few
  /// changes of names, and of each file any of its sectors.
  mutating func crash(using generator: inout some RandomNumberGenerator) {
    let survivors = Int.random(in: 0...pending.count, using: &generator)
    for change in pending.prefix(survivors) { makeDurable(change) }
    for id in nodes.keys.sorted() {
      guard let node = nodes[id], !node.isDirectory, node.bytes != node.durableBytes else {
        continue
      }
      nodes[id]?.durableBytes = Self.torn(
        from: node.durableBytes, to: node.bytes, using: &generator)
    }
    crash()
  }

  /// - Returns: the directories that were removed by it.
  @discardableResult
  private mutating func makeDurable(_ change: Change) -> [NodeID] {
    var removed: [NodeID] = []
    for edit in change.edits {
      let old = nodes[edit.directory]?.durableEntries[edit.name]
      nodes[edit.directory]?.durableEntries[edit.name] = edit.node
      if let old, edit.node == nil, change.edits.count == 1, nodes[old]?.isDirectory == true {
        removed.append(old)
      }
    }
    return removed
  }

  private mutating func removeUnreachable() {
    var reached: Set<NodeID> = [Self.root]
    var waiting = [Self.root]
    while let id = waiting.popLast() {
      for child in (nodes[id]?.entries ?? [:]).values where reached.insert(child).inserted {
        waiting.append(child)
      }
    }
    nodes = nodes.filter { reached.contains($0.key) }
  }

  /// Old bytes, of which some 512-byte sectors are the new ones and the length lies anywhere
  /// between the two; a sector that was never written reads as zeros.
  private static func torn(
    from old: [UInt8], to new: [UInt8], using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    let sector = 512
    let between = min(old.count, new.count)...max(old.count, new.count)
    let lengths = [old.count, new.count, Int.random(in: between, using: &generator)]
    let count = lengths.randomElement(using: &generator) ?? old.count
    var result = [UInt8](repeating: 0, count: count)
    for start in stride(from: 0, to: count, by: sector) {
      let source = Bool.random(using: &generator) ? new : old
      let end = min(start + sector, count, source.count)
      if start < end { result.replaceSubrange(start..<end, with: source[start..<end]) }
    }
    return result
  }
}
