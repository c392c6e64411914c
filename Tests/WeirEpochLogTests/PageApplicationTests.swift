import Testing
import WeirCore

@testable import WeirEpochLog

/// Notes what it is handed, and has its keys in the order of their first byte.
private final class NotingTarget: ChangeTarget {
  private(set) var pages: [[TestChange]] = []
  private(set) var rejected: [TestChange] = []

  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    for (place, change) in changes.enumerated() {
      if let reason = TestChange.refusal(of: Array(change.payload)) {
        throw ChangeRefused(index: place, reason: reason)
      }
    }
    pages.append(changes.map { TestChange($0) })
  }

  func reject(_ change: LoggedChange, reason: String) throws { rejected.append(TestChange(change)) }
  func place(of key: UnsafeRawBufferPointer) -> UInt64 { UInt64(key.first ?? 0) }
}

struct PageApplicationTests {
  let log = TestLog()

  private func apply(_ changes: [TestChange], atOnce size: Int) async throws -> NotingTarget {
    let commit = try await log.sealed([changes], epoch: 1)
    let target = NotingTarget()
    let pages = log.reader.stretches(of: 0, in: commit, byteLimit: 1 << 20)
    while let page = try pages.next() { _ = try page.apply(to: target, atOnce: size) }
    return target
  }

  @Test func `A key is handed over once an epoch, in the target's order`() async throws
  {
    let changes = (0..<40).map { number in
      TestChange(.put, ["d", "b2", "b1", "a", "c"][number % 5], "\(number)")
    }
    let target = try await apply(changes, atOnce: 2)
    #expect(
      target.pages == [
        [TestChange(.put, "a", "38"), TestChange(.put, "b1", "37")],
        [TestChange(.put, "b2", "36"), TestChange(.put, "c", "39")],
        [TestChange(.put, "d", "35")],
      ])
  }

  @Test func `Of a key whose last changes are refused the one before them counts`() async throws
  {
    let others = (0..<3000).map { TestChange(.put, "x\($0)", "1") }
    let target = try await apply(
      [TestChange(.put, "k", "1"), TestChange(.put, "k", "2")] + others + [.poison("k", "1")]
        + others + [.poison("k", "2")], atOnce: 1000)
    let applied = target.pages.joined()
    #expect(applied.filter { $0.key == Array("k".utf8) } == [TestChange(.put, "k", "2")])
    #expect(applied.count == 3001)
    #expect(target.rejected == [.poison("k", "2"), .poison("k", "1")])
  }
}
