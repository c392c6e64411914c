import Testing
import WeirCore
import WeirTestKit

@testable import WeirCheckpoints

/// T1 in miniature: the run fails at each named place of the coordinator, and what is on disk then
/// says whether the stores must get the epoch.
@Suite(.timeLimit(.minutes(10))) struct CoordinatorFailpointTests {
  /// Whether the manifest is there after a failure at that place, and whether a store was told.
  static let places: [(point: Failpoint, isComplete: Bool, isTold: Bool)] = [
    (.coordinatorBeforeInject, false, false),
    (.acknowledgeLast, false, false),
    (.manifestTemporaryWritten, false, false),
    (.manifestSynced, false, false),
    (.manifestRenamed, true, false),
    (.manifestDirectorySynced, true, false),
    (.notifyBefore, true, false),
    (.notifyAfterFirst, true, true),
    (.shutdownAfterFinalBarrier, true, true),
  ]

  @Test("T1 a failure at a named place ends the run there", arguments: places.indices)
  func failure(index: Int) async throws {
    let (point, isComplete, isTold) = Self.places[index]
    let journal = Journal()
    let failpoints = CountingFailpoints(point)
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal)], journal: journal, failpoints: failpoints)
    let run = harness.run()
    await harness.coordinator.endOfData(source)
    if point != .coordinatorBeforeInject {
      await journal.wait(for: "inject 1!")
      try await harness.acknowledge(1, [out: ["a"]])
    }
    #expect(await WeirCheckpointsTests.failure(of: run)?.code == .failpoint)
    #expect(failpoints.count(point) == 1)
    let found = try await harness.store.list().first
    #expect((found?.manifest != nil) == isComplete)
    #expect(journal.entries.contains("apply out 1:a") == isTold)
    if isComplete {
      #expect(try await harness.store.load(chk(1)).manifest.commits[out]?.map(\.text) == ["1:a"])
    }
  }

  @Test("T1 an undisturbed run passes every place of the coordinator")
  func everyPlaceIsPassed() async throws {
    let journal = Journal()
    let failpoints = CountingFailpoints()
    let harness = CoordinatorHarness(
      appliers: [out: JournalApplier("out", journal), other: JournalApplier("other", journal)],
      journal: journal, failpoints: failpoints, retained: 1)
    let run = harness.run()
    try await harness.checkpoint(1, [out: ["a"], other: ["x"]])
    await journal.wait(for: "phase done chk-1")
    await harness.coordinator.endOfData(source)
    await journal.wait(for: "inject 2!")
    try await harness.acknowledge(2, [out: ["b"], other: ["y"]])
    #expect(try await run.value == .finished(chk(2)))
    for place in Self.places {
      let expected = place.point == .shutdownAfterFinalBarrier ? 1 : 2
      #expect(failpoints.count(place.point) == expected, "\(place.point.rawValue)")
    }
    #expect(failpoints.count(.cleanupBeforeRelease) == 4, "each of two stores, at each removal")
    #expect(failpoints.count(.cleanupBeforeDelete) == 1)
    #expect(failpoints.count(.cleanupMidDelete) == 1)
  }
}
