import Synchronization
import Testing
import WeirCore
import WeirTestKit

@testable import WeirCheckpoints

@Suite struct PresenceTests {
  /// A store that is lost, and would be made anew if it were opened.
  private final class LostApplier: Applier {
    private let seen = Mutex<[Int: CheckpointID]>([:])
    var asked: [Int: CheckpointID] { seen.withLock { $0 } }

    func checkPresence(of heads: [Int: CheckpointID]) async throws {
      seen.withLock { $0 = heads }
      throw WeirError(.unusableCheckpoint, "lost")
    }
    func recover(_ unapplied: [EpochCommit]) async throws -> [EpochCommit] { [] }
    func apply(_ commit: EpochCommit) async throws {}
    func committedEpoch() async throws -> CheckpointID? {
      Issue.record("it was opened")
      return nil
    }
    func close() async {}
  }

  @Test("A store that has lost what the checkpoint has of it says so before it is opened")
  func lost() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await complete(4, in: store, heads: [out: [0: chk(4)]])
    try await complete(5, in: store, heads: [out: [0: chk(4), 1: chk(5)]])
    for (request, heads) in [
      (.latest, [0: chk(4), 1: chk(5)]), (.checkpoint(chk(4)), [0: chk(4)]),
      (.path(jobPaths.checkpoint(chk(4))), [0: chk(4)]),
    ] as [(RecoveryRequest, [Int: CheckpointID])] {
      let applier = LostApplier()
      let recovery = Recovery(
        store: store, appliers: [out: applier], attempt: Attempt(3), keyGroupCount: 128)
      let error = await #expect(throws: WeirError.self) { _ = try await recovery.decide(request) }
      #expect(error?.code == .unusableCheckpoint && error?.location.operatorID == out.name)
      #expect(applier.asked == heads)
    }
  }
}
