import Testing

@testable import WeirLinesStore

@Suite struct SegmentDecisionTests {
  /// Every state that the two names can be in, with what has to be done.
  static let table: [(finished: ObservedPart, pending: ObservedPart, decision: SegmentDecision)] = [
    (.absent, .absent, .refuse(.missing)),
    (.absent, .intact, .publish),
    (.absent, .damaged, .refuse(.pendingDamaged)),
    (.intact, .absent, .alreadyPublished),
    (.intact, .intact, .removePending),
    (.intact, .damaged, .removePending),
    (.absent, .longer, .truncateAndPublish),
    (.intact, .longer, .removePending),
    (.longer, .absent, .refuse(.finishedDamaged)),
    (.longer, .intact, .refuse(.finishedDamaged)),
    (.longer, .longer, .refuse(.finishedDamaged)),
    (.longer, .damaged, .refuse(.finishedDamaged)),
    (.damaged, .longer, .refuse(.finishedDamaged)),
    (.damaged, .absent, .refuse(.finishedDamaged)),
    (.damaged, .intact, .refuse(.finishedDamaged)),
    (.damaged, .damaged, .refuse(.finishedDamaged)),
  ]

  @Test(arguments: table.indices)
  func `Each state of a listed part has its decision`(index: Int) {
    let row = Self.table[index]
    #expect(SegmentDecision(finished: row.finished, pending: row.pending) == row.decision)
  }

  @Test func `The table holds every state once`() {
    #expect(Self.table.count == ObservedPart.allCases.count * ObservedPart.allCases.count)
    for finished in ObservedPart.allCases {
      for pending in ObservedPart.allCases {
        #expect(Self.table.count { $0.finished == finished && $0.pending == pending } == 1)
      }
    }
  }

  @Test func `SEMANTICS 2.4: an unknown part is never taken for a committed one`() {
    for pending in [ObservedPart.absent, .damaged] {
      for finished in ObservedPart.allCases where finished != .intact {
        guard case .refuse = SegmentDecision(finished: finished, pending: pending) else {
          Issue.record("finished \(finished), pending \(pending) is not refused")
          continue
        }
      }
    }
  }

  @Test func `Nothing is renamed onto an existing name and nothing damaged is published`() {
    for row in Self.table where row.decision == .publish {
      #expect(row.finished == .absent)
      #expect(row.pending == .intact)
    }
    for row in Self.table where row.decision == .removePending { #expect(row.finished == .intact) }
  }
}
