import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

/// What the engine around a log does and remembers, with a manifest that is always durable at once:
/// two writers, an applier that lags, checkpoints that are given up, retention, and attempts that
/// end at any moment. Beside it what the store must hold.
struct LogJobModel {
  static let retainedCount = 3
  static let keyCount = 12

  struct Place: Hashable {
    let segment: String
    let partition: Int
  }

  let seed: UInt64
  let log: TestLog
  private let partitionCount: Int
  private var generator: SeededGenerator
  /// The newest manifests: epoch, and what it lists as not applied.
  private var manifests: [(epoch: CheckpointID, unapplied: [EpochCommit])] = []
  /// Every epoch that was completed and had changes.
  private var commits: [EpochCommit] = []
  private var changes: [Place: [TestChange]] = [:]
  private var heads: [Int: CheckpointID] = [:]
  private var nextEpoch: UInt64 = 1
  private var attempt: UInt64 = 0
  private var releasedEpoch = CheckpointID(0)
  private(set) var completedCount = 0

  init(seed: UInt64) {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
    partitionCount = Int.random(in: 1...3, using: &generator)
    var log = TestLog()
    log.store = MemoryStore(
      partitionCount: partitionCount, tellsIndex: Bool.random(using: &generator))
    log.options.pageSize = [1, 2, 3, 7, 1000].randomElement(using: &generator) ?? 1
    log.options.perPartitionParallelOperations = Int.random(in: 1...3, using: &generator)
    log.options.retryLimit = Int.random(in: 1...4, using: &generator)
    self.log = log
  }

  /// Some attempts that end in some way, and one that finishes.
  mutating func run() async throws {
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      plantFault()
      do {
        try await runAttempt(stepCount: Int.random(in: 0...30, using: &generator))
      } catch let error as WeirError {
        let isFault = error.code == .inputOutput || error.code == .cancelled
        #expect(isFault, "seed \(seed): \(error)")
      } catch {
        #expect(error is MemoryStore.Death, "seed \(seed): \(error)")
      }
      end()
      check()
    }
    try await runAttempt(stepCount: 0, finishes: true)
    check()
    #expect(log.names == [], "seed \(seed)")
    let stored = log.store.contents.compactMap(\.epoch).max()
    #expect(stored == commits.last?.epoch, "seed \(seed)")
  }

  private mutating func plantFault() {
    let call = Int.random(in: 1...80, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: log.files.add(FaultRule(.crash, first: call))
    case 1: log.files.failRandomly(seed: seed, perMille: 10)
    case 2: log.store.die(at: call, afterwards: Bool.random(using: &generator))
    case 3: log.store.fail(call / 8)
    case 4: log.store.fail(call / 8, of: 0)
    default: break
    }
  }

  /// The process ends, perhaps with the machine.
  private mutating func end() {
    log.files.repair()
    log.store.repair()
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: log.files.crash()
    case 1: log.files.crash(seed: generator.next())
    default:
      log.files.restart()
      log.files.disk.killProcess()
    }
  }

  private mutating func runAttempt(stepCount: Int, finishes: Bool = false) async throws {
    attempt += 1
    let applier = log.applier(attempt: attempt)
    let committed = try await applier.committedEpoch()
    #expect((committed?.number ?? 0) <= (manifests.last?.epoch.number ?? 0), "seed \(seed)")
    var pending = try await applier.recover(manifests.last?.unapplied ?? [])
    let writers = (0..<2).map { log.writer(attempt: attempt, subtask: $0) }
    var written = [[Int: [TestChange]]](repeating: [:], count: 2)
    var sealed: [Segment] = []
    for _ in 0..<stepCount {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0...4:
        let place = Int.random(in: 0..<2, using: &generator)
        try write(to: writers[place], place, &written[place])
      case 5: try await writers[Int.random(in: 0..<2, using: &generator)].flush()
      case 6, 7:
        sealed += try await seal(writers, &written)
        // Some checkpoints are given up.
        if Int.random(in: 0..<4, using: &generator) > 0 { complete(&sealed, &pending) }
      case 8: if let first = pending.first { try await apply(first, applier, &pending) }
      default: try await release(applier)
      }
    }
    guard finishes else { return }
    while let first = pending.first { try await apply(first, applier, &pending) }
    manifests = manifests.suffix(1)
    try await release(applier)
    await applier.close()
  }

  private func apply(
    _ commit: EpochCommit, _ applier: EpochLogApplier, _ pending: inout [EpochCommit]
  ) async throws {
    try await applier.apply(commit)
    pending.removeFirst()
  }

  private mutating func release(_ applier: EpochLogApplier) async throws {
    guard let oldest = manifests.first?.epoch else { return }
    releasedEpoch = max(releasedEpoch, oldest)
    try await applier.release(upTo: oldest)
  }

  private mutating func write(
    to writer: EpochLogWriter, _ place: Int, _ written: inout [Int: [TestChange]]
  ) throws {
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      // Each key comes through one writer.
      let key = Int.random(in: 0..<Self.keyCount / 2, using: &generator) * 2 + place
      let number = generator.next() % 1000
      let change: TestChange =
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: TestChange(.remove, "k\(key)")
        case 1: .poison("k\(key)", "\(number)")
        default: TestChange(.put, "k\(key)", "\(number)")
        }
      let partition = key / 2 % partitionCount
      try writer.append(change, to: partition)
      written[partition, default: []].append(change)
    }
  }

  private mutating func seal(
    _ writers: [EpochLogWriter], _ written: inout [[Int: [TestChange]]]
  ) async throws -> [Segment] {
    let epoch = CheckpointID(nextEpoch)
    nextEpoch += 1
    var sealed: [Segment] = []
    for (place, writer) in writers.enumerated() {
      let segments = try await writer.seal(epoch)
      for segment in segments {
        changes[Place(segment: segment.name, partition: segment.partition)] =
          written[place][segment.partition] ?? []
      }
      #expect(Set(segments.map(\.partition)) == Set(written[place].keys), "seed \(seed)")
      written[place] = [:]
      sealed += segments
    }
    return sealed
  }

  private mutating func complete(_ sealed: inout [Segment], _ pending: inout [EpochCommit]) {
    let epoch = CheckpointID(nextEpoch - 1)
    completedCount += 1
    let partitions = Set(sealed.map(\.partition))
    let commit = EpochCommit(
      epoch: epoch, segments: sealed, previous: heads.filter { partitions.contains($0.key) })
    sealed = []
    if !commit.segments.isEmpty {
      commits.append(commit)
      pending.append(commit)
      for partition in partitions { heads[partition] = epoch }
    }
    manifests.append((epoch, pending))
    if manifests.count > Self.retainedCount { manifests.removeFirst() }
  }

  /// What must hold at any moment, also between a crash and the recovery.
  private func check() {
    for (partition, contents) in log.store.contents.enumerated() {
      let epoch = contents.epoch ?? CheckpointID(0)
      #expect(epoch <= manifests.last?.epoch ?? CheckpointID(0), "seed \(seed): beyond the manifest")
      var rows: [[UInt8]: [UInt8]] = [:]
      var rejections = Set(contents.rejections)
      #expect(rejections.count == contents.rejections.count, "seed \(seed): rejected twice")
      for commit in commits where commit.epoch <= epoch {
        let all = commit.segments.filter { $0.partition == partition }
          .flatMap { changes[Place(segment: $0.name, partition: partition)] ?? [] }
        TestChange.apply(all, to: &rows)
        checkRejections(of: all, commit.epoch, &rejections)
      }
      #expect(rows == contents.rows, "seed \(seed), partition \(partition) at \(epoch)")
      #expect(rejections.isEmpty, "seed \(seed): rejected without reason")
    }
    for commit in commits where commit.epoch > releasedEpoch {
      #expect(throws: Never.self, "seed \(seed): the log of \(commit.epoch)") {
        try log.reader.verify(commit.segments)
      }
    }
  }

  /// Every change that its key ended with, if it is one that the store refuses, was rejected once.
  private func checkRejections(
    of changes: [TestChange], _ epoch: CheckpointID, _ rejections: inout Set<MemoryStore.Rejection>
  ) {
    var last: [[UInt8]: UInt64] = [:]
    for (sequence, change) in changes.enumerated() { last[change.key] = UInt64(sequence) }
    for (sequence, change) in changes.enumerated() where change.isRefused {
      let rejection = MemoryStore.Rejection(
        epoch: epoch.number, sequence: UInt64(sequence), key: change.key, payload: change.payload,
        reason: TestChange.refusal(of: change.payload) ?? "")
      let isKnown = rejections.remove(rejection) != nil
      #expect(
        isKnown || last[change.key] != UInt64(sequence), "seed \(seed): a rejection is missing")
    }
  }
}
