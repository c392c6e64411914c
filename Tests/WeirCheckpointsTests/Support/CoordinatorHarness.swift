import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

/// A coordinator with a disk in memory, a clock that stands still, and one source and one counter.
final class CoordinatorHarness: Sendable {
  let disk: FaultyFileSystem
  let clock = ManualClock(now: ProcessingTime(milliseconds: 1_000))
  let journal: Journal
  let store: CheckpointStore
  let coordinator: CheckpointCoordinator

  init(
    appliers: [OperatorID: any Applier] = [:], journal: Journal = Journal(),
    disk: FaultyFileSystem = FaultyFileSystem(), failpoints: any Failpoints = NoFailpoints(),
    interval: Duration? = nil, timeout: Duration = .minutes(10), retained: Int = 3,
    declineLimit: Int = 1, first: UInt64 = 1, backlog: CommitBacklog = CommitBacklog(),
    limit: Int64 = 1 << 30, drain: Duration = .seconds(30)
  ) {
    self.disk = disk
    self.journal = journal
    let environment = environment(disk, clock: clock, failpoints: failpoints)
    store = CheckpointStore(paths: jobPaths, jobID: identity.jobID, environment: environment)
    coordinator = CheckpointCoordinator(
      job: identity, subtasks: [source, counter], sourceSubtasks: [source], sinks: appliers,
      store: store, environment: environment,
      options: CheckpointOptions(
        interval: interval, timeout: timeout, retainedCount: retained, declineLimit: declineLimit,
        unappliedByteLimit: limit, drainTimeout: drain),
      firstCheckpoint: chk(first), backlog: backlog,
      participants: JournalParticipants(journal: journal),
      phaseObserver: { journal.add("phase \($0)") },
      lagObserver: { lag in
        for (sink, store) in lag.stores.sorted(by: { $0.key < $1.key }) {
          journal.add("lag \(sink) \(store.unappliedEpochCount) \(store.unappliedByteCount)")
        }
      })
  }

  func run() -> Task<JobEnd, any Error> {
    let coordinator = coordinator
    return Task { try await coordinator.run() }
  }

  /// Acknowledges for both subtasks; the counter writes its state and staged `names`.
  func acknowledge(_ number: UInt64, _ staged: [OperatorID: [String]] = [:]) async throws {
    await coordinator.acknowledge(acknowledgement(source, number))
    let member = try await store.writeState(chk(number), counter, sections: sections(number))
    await coordinator.acknowledge(
      acknowledgement(
        counter, number, staged.mapValues { $0.map { segment($0) } }, member: member))
  }

  /// One whole checkpoint, when nothing is in the way.
  func checkpoint(_ number: UInt64, _ staged: [OperatorID: [String]] = [:]) async throws {
    await coordinator.triggerNow()
    await journal.wait(for: "inject \(number)")
    try await acknowledge(number, staged)
  }
}

/// What a run's error is; nil when it succeeds.
func failure(of run: Task<JobEnd, any Error>) async -> WeirError? {
  switch await run.result {
  case .success: nil
  case .failure(let error): error as? WeirError
  }
}
