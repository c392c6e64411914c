import Testing
import WeirCore
import WeirTestKit

@testable import WeirOperators

struct TimerQueueTests {
  /// What the queue must do, the slow way.
  private struct Model<Key: FieldValue> {
    var entries: [(time: Int64, group: Int, key: Key, sequence: Int)] = []
    var next = 0

    mutating func insert(_ time: Int64, _ key: Key) {
      let group = KeyGroup.index(ofHash: key.stableHash, count: 128)
      entries.append((time, group, key, next))
      next += 1
    }

    var first: Int64? { entries.map(\.time).min() }

    mutating func removeFirst() -> (time: Int64, key: Key, sequence: Int) {
      let index = entries.indices.min { left, right in
        let (left, right) = (entries[left], entries[right])
        if left.time != right.time { return left.time < right.time }
        if left.group != right.group { return left.group < right.group }
        let order = Key.compareKeys(left.key, right.key)
        return order != 0 ? order < 0 : left.sequence < right.sequence
      }
      let removed = entries.remove(at: index ?? 0)
      return (removed.time, removed.key, removed.sequence)
    }
  }

  private func compare<Key: FieldValue>(
    seed: UInt64, steps: Int, key: (Int64) -> Key, time: (inout SeededGenerator, Int64) -> Int64
  ) {
    let queue = TimerQueue<Key>(keyGroupCount: 128)
    var model = Model<Key>()
    var numbers = SeededGenerator(seed: seed)
    var now: Int64 = 0
    for _ in 0..<steps {
      if Int.random(in: 0..<5, using: &numbers) < 3 || model.entries.isEmpty {
        let (at, key) = (time(&numbers, now), key(Int64.random(in: 0..<20, using: &numbers)))
        queue.insert(time: at, hash: key.stableHash, key: key)
        model.insert(at, key)
      } else {
        let expected = model.removeFirst()
        let removed = queue.removeFirst()
        #expect(removed.time == expected.time)
        #expect(Key.isSameKey(removed.key, expected.key))
        #expect(Int(removed.sequence) == expected.sequence)
        now = removed.time
      }
      #expect(queue.first == model.first)
    }
  }

  @Test("Timers of every distance come in order", arguments: UInt64(0)..<20)
  func distances(seed: UInt64) {
    compare(seed: seed, steps: 600, key: { $0 }) { numbers, now in
      now &+ Int64.random(in: 0..<1 << Int64.random(in: 0..<40, using: &numbers), using: &numbers)
    }
  }

  @Test("Timers that are registered late come next, in order", arguments: UInt64(0)..<10)
  func late(seed: UInt64) {
    compare(seed: seed, steps: 600, key: { $0 }) { numbers, now in
      now &+ Int64.random(in: -100..<100, using: &numbers)
    }
  }

  @Test("Timers may be anywhere in time", arguments: UInt64(0)..<10)
  func ends(seed: UInt64) {
    let times: [Int64] = [.min, .min + 1, -64, -1, 0, 1, 63, 64, 4096, .max - 1, .max]
    compare(seed: seed, steps: 300, key: { $0 }) { numbers, _ in
      times.randomElement(using: &numbers) ?? 0
    }
  }

  @Test("Keys may have memory of their own", arguments: UInt64(0)..<5)
  func texts(seed: UInt64) {
    compare(
      seed: seed, steps: 400, key: { "a key that does not fit into its own bytes \($0)" }
    ) { numbers, now in now &+ Int64.random(in: 0..<5000, using: &numbers) }
  }

  @Test("A key's timers keep the order of registration", arguments: UInt64(0)..<10)
  func keyTimers(seed: UInt64) {
    var timers = KeyTimers()
    var model: [FiredTimer] = []
    var numbers = SeededGenerator(seed: seed)
    for step in 0..<400 {
      // Now few, now many.
      let bound: Int64 = step % 100 < 50 ? 40 : 3
      let timer = FiredTimer(
        time: EventTime(milliseconds: Int64.random(in: 0..<bound, using: &numbers)),
        kind: Bool.random(using: &numbers) ? .eventTime : .processingTime)
      #expect(timers.contains(timer) == model.contains(timer))
      if Int.random(in: 0..<3, using: &numbers) > 0 {
        if !model.contains(timer) {
          timers.append(timer)
          model.append(timer)
        }
      } else {
        let other = model.randomElement(using: &numbers) ?? timer
        #expect(timers.remove(other) == model.contains(other))
        model.removeAll { $0 == other }
      }
      #expect(timers.inOrder == model)
      #expect(timers.count == model.count)
      #expect(timers.isEmpty == model.isEmpty)
    }
  }
}
