import Testing
import WeirCore

@testable import WeirEpochLog

@Suite struct EpochDecisionTests {
  @Test func `Every stored epoch against every predecessor gives what the rule says`() {
    let epoch = CheckpointID(5)
    let known: [CheckpointID?] = [nil] + (0...8).map { CheckpointID($0) }
    for stored in known {
      for previous in known where previous.map({ $0 < epoch }) ?? true {
        let decision = EpochDecision(stored: stored, epoch: epoch, previous: previous)
        if let stored, stored >= epoch {
          #expect(decision == .skip)
        } else {
          #expect(decision == (stored == previous ? .apply : .refuse))
        }
      }
    }
  }
}
