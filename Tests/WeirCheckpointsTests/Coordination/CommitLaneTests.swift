import Testing
import WeirCore

@testable import WeirCheckpoints

/// One store's way through its epochs.
@Suite struct CommitLaneTests {
  private func commit(_ epoch: UInt64) -> EpochCommit {
    EpochCommit(
      epoch: CheckpointID(epoch),
      segments: [Segment(name: "s", byteCount: 1, checksum: 0, recordCount: 1)])
  }

  @Test("A store whose every release takes longer than a checkpoint still comes to apply")
  func releasesDoNotStarveApplying() {
    var lane = CommitLane([commit(1), commit(2), commit(3)])
    var applied: [UInt64] = []
    for oldest in 1...6 {
      lane.release(CheckpointID(UInt64(oldest)))
      switch lane.next() {
      case .release:
        let isKnown = lane.hasReleased()
        #expect(isKnown)
      case .apply(let commit):
        let isKnown = lane.hasApplied(commit.epoch)
        #expect(isKnown)
        applied.append(commit.epoch.number)
      case nil: Issue.record("the lane has something to do")
      }
    }
    #expect(applied == [1, 2, 3])
  }

  @Test("A store that always lags still comes to release")
  func applyingDoesNotStarveReleases() {
    var lane = CommitLane((1...6).map { commit($0) })
    var released: [CheckpointID] = []
    for oldest in 1...3 {
      lane.release(CheckpointID(UInt64(oldest)))
      if case .release(let id)? = lane.next() {
        released.append(id)
        let isKnown = lane.hasReleased()
        #expect(isKnown)
      }
      if case .apply(let commit)? = lane.next() {
        let isKnown = lane.hasApplied(commit.epoch)
        #expect(isKnown)
      }
    }
    #expect(released == [CheckpointID(1), CheckpointID(2), CheckpointID(3)])
  }
}
