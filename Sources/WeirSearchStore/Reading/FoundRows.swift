/// A row that a search found.
struct FoundRow {
  let score: Double
  /// Which part of the index it is in.
  let part: Int
  let row: Int64
}

/// Everything that a search found, and the best of it.
struct FoundRows {
  private(set) var rows: [FoundRow] = []

  mutating func append(_ row: FoundRow) { rows.append(row) }

  /// The best `count` rows and those that are as good as the last of them, in no order.
  func best(_ count: Int) -> [FoundRow] {
    guard count > 0 else { return [] }
    guard count < rows.count else { return rows }
    var heap = ScoreHeap(capacity: count)
    for row in rows { heap.insert(row.score) }
    let threshold = heap.lowest
    return rows.filter { $0.score >= threshold }
  }
}

/// The highest scores of many: a heap with the lowest of them at its root.
private struct ScoreHeap {
  private var scores: [Double] = []
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  var lowest: Double { scores.first ?? -.infinity }

  mutating func insert(_ score: Double) {
    if scores.count < capacity {
      scores.append(score)
      rise()
    } else if score > scores[0] {
      scores[0] = score
      sink()
    }
  }

  private mutating func rise() {
    var child = scores.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard scores[child] < scores[parent] else { return }
      scores.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var child = parent * 2 + 1
      guard child < scores.count else { return }
      if child + 1 < scores.count, scores[child + 1] < scores[child] { child += 1 }
      guard scores[child] < scores[parent] else { return }
      scores.swapAt(child, parent)
      parent = child
    }
  }
}
