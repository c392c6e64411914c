import Testing
import WeirCore
import WeirTestKit

@testable import WeirOperators

struct CallQueueTests {
  /// Everything that may leave now: answers as they are, marks by their watermark.
  private func drain(_ queue: inout CallQueue<Int, String>) -> [String] {
    var left: [String] = []
    while let next = queue.next() {
      switch next {
      case .answer(let request, let answer): left.append("\(request)\(answer)")
      case .mark(.watermark(let time)): left.append("w\(time.milliseconds)")
      case .mark: left.append("mark")
      }
    }
    return left
  }

  @Test("Ordered answers leave in the order of their records, whatever came first")
  func ordered() {
    var queue = CallQueue<Int, String>(isOrdered: true)
    let ids = (0..<3).map { queue.append($0) }
    queue.answer(ids[2], "c")
    queue.answer(ids[1], "b")
    let left1 = drain(&queue)
    #expect(left1 == [])
    queue.answer(ids[0], "a")
    let left2 = drain(&queue)
    #expect(left2 == ["0a", "1b", "2c"])
    #expect(queue.isEmpty)
  }

  @Test("Unordered answers leave as they come, and those behind a watermark wait for it")
  func unordered() {
    var queue = CallQueue<Int, String>(isOrdered: false)
    let before = (0..<2).map { queue.append($0) }
    queue.append(.watermark(at(5)))
    let behind = queue.append(2)
    queue.answer(behind, "c")
    let left3 = drain(&queue)
    #expect(left3 == [])
    queue.answer(before[1], "b")
    let left4 = drain(&queue)
    #expect(left4 == ["1b"])
    #expect(!queue.hasNext)
    queue.answer(before[0], "a")
    #expect(queue.hasNext)
    let left5 = drain(&queue)
    #expect(left5 == ["0a", "w5", "2c"])
  }

  @Test("A record that is dropped holds nothing back")
  func dropped() {
    var queue = CallQueue<Int, String>(isOrdered: true)
    let ids = (0..<2).map { queue.append($0) }
    queue.append(.watermark(at(1)))
    queue.answer(ids[1], "b")
    let dropped = (queue.drop(ids[0]), queue.drop(ids[0]))
    #expect(dropped.0 == 0 && dropped.1 == nil)
    let left6 = drain(&queue)
    #expect(left6 == ["1b", "w1"])
  }

  @Test("Watermarks that nothing stands between become one; other marks stay")
  func coalesced() {
    var queue = CallQueue<Int, String>(isOrdered: true)
    let id = queue.append(0)
    for time in 1...1_000 { queue.append(.watermark(at(Int64(time)))) }
    queue.append(.status(isIdle: true))
    queue.append(.watermark(at(2_000)))
    queue.answer(id, "a")
    let left7 = drain(&queue)
    #expect(left7 == ["0a", "w1", "w1000", "mark", "w2000"])
  }

  @Test("What has not left is known in the order in which it came, answered or not")
  func requests() {
    var queue = CallQueue<Int, String>(isOrdered: true)
    let ids = (0..<4).map { queue.append($0) }
    queue.answer(ids[2], "c")
    queue.answer(ids[0], "a")
    let left8 = drain(&queue)
    #expect(left8 == ["0a"])
    #expect(queue.requests == [1, 2, 3])
    #expect(queue.count == 3)
  }

  @Test(
    "Against a model: nothing crosses a mark, ordered keeps the order, nothing is lost",
    arguments: [true, false], 0..<20)
  func walk(isOrdered: Bool, seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var queue = CallQueue<Int, String>(isOrdered: isOrdered)
    var open: [(id: UInt64, request: Int)] = []
    /// The segment between marks that each record and mark came in.
    var segmentOf: [Int: Int] = [:]
    var (segment, given, lastSegment) = (0, [Int](), 0)
    func take(_ queue: inout CallQueue<Int, String>) {
      while let next = queue.next() {
        switch next {
        case .answer(let request, _):
          #expect(segmentOf[request] == lastSegment)
          given.append(request)
        case .mark: lastSegment += 1
        }
      }
    }
    for step in 0..<400 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        open.append((queue.append(step), step))
        segmentOf[step] = segment
      case 5:
        queue.append(.status(isIdle: segment % 2 == 0))
        segment += 1
      default:
        guard !open.isEmpty else { continue }
        let place = Int.random(in: open.indices, using: &random)
        queue.answer(open.remove(at: place).id, "x")
      }
      take(&queue)
    }
    for entry in open { queue.answer(entry.id, "x") }
    take(&queue)
    #expect(given.sorted() == segmentOf.keys.sorted())
    if isOrdered { #expect(given == given.sorted()) }
    #expect(lastSegment == segment)
    #expect(queue.isEmpty)
  }
}
