import Synchronization
import WeirCore

/// Brings one partition of a store from epoch to epoch. Used by one task at a time; every call of
/// the partition runs on a thread that may block.
final class PartitionDriver: @unchecked Sendable {
  let index: Int
  private let partition: any StorePartition
  private let log: EpochLogReader
  private let context: SinkContext
  private let options: StoreOptions
  private let circuit: StoreCircuit
  private let stretchByteLimit: Int
  private var isOpen = false
  /// How many changes of which epoch were counted as applied: a further try counts from there.
  private var counted: (epoch: CheckpointID, count: Int)?

  /// - Parameter stretchByteLimit: How much of an epoch is in memory at a time, and how much is read
  ///   ahead at a time.
  init(
    _ index: Int, _ partition: any StorePartition, _ log: EpochLogReader, _ context: SinkContext,
    _ options: StoreOptions, _ circuit: StoreCircuit, stretchByteLimit: Int
  ) {
    self.index = index
    self.partition = partition
    self.log = log
    self.context = context
    self.options = options
    self.circuit = circuit
    self.stretchByteLimit = stretchByteLimit
  }

  /// Whether the partition is there, without making it.
  func checkPresence(of head: CheckpointID) async throws {
    try await blocking { try self.partition.checkPresence(of: head) }
  }

  /// The epoch that is stored; opens the partition where needed.
  func storedEpoch() async throws -> CheckpointID? {
    try await closingOnError { try await blocking { try self.openedEpoch() } }
  }

  /// One try to bring the partition to an epoch.
  /// - Returns: How many changes were rejected; nil when there was nothing to do.
  /// - Throws: ``LogFailure`` when the log cannot be read, else what the partition throws; it is
  ///   closed then.
  func apply(_ commit: EpochCommit) async throws -> Int? {
    try await closingOnError {
      let stored = try await blocking { try self.openedEpoch() }
      guard try isToApply(commit, stored: stored) else { return nil }
      let pages = log.stretches(of: index, in: commit, byteLimit: stretchByteLimit)
      var ready = try await read(pages)
      try await blocking { try self.partition.begin(commit.epoch) }
      do {
        var rejectedCount = 0
        var appliedCount = 0
        while !ready.isEmpty {
          async let next = read(pages)
          rejectedCount += try await hand(over: ready, after: appliedCount)
          appliedCount += ready.reduce(0) { $0 + $1.count }
          try Task.checkCancellation()
          ready = try await next
        }
        try await blocking { try self.partition.commit() }
        return rejectedCount
      } catch {
        try? await blocking { self.partition.rollback() }
        throw error
      }
    }
  }

  /// Removes what is only there to read the partition as of epochs before `oldest`.
  func release(upTo oldest: CheckpointID) async throws {
    try await closingOnError {
      try await blocking {
        _ = try self.openedEpoch()
        try self.partition.release(upTo: oldest)
      }
    }
  }

  func close() async {
    // Closing cannot fail.
    try? await blocking {
      if self.isOpen { self.partition.close() }
      self.isOpen = false
    }
  }

  /// Whether the epoch is to be applied.
  /// - Throws: `unusableCheckpoint` when it follows another one than the stored.
  func isToApply(_ commit: EpochCommit, stored: CheckpointID?) throws -> Bool {
    let previous = commit.previous[index]
    switch EpochDecision(stored: stored, epoch: commit.epoch, previous: previous) {
    case .skip: return false
    case .apply: return true
    case .refuse:
      throw WeirError(
        .unusableCheckpoint,
        "partition \(index) of the store stands at \(Self.name(stored)), but \(commit.epoch) "
          + "follows \(Self.name(previous)): what is between is not known; restore the store from "
          + "a backup, or begin anew with --fresh",
        at: .init(
          job: context.job, operatorID: context.operatorID.name, file: context.directory))
    }
  }

  private func openedEpoch() throws -> CheckpointID? {
    if !isOpen {
      try partition.open()
      isOpen = true
    }
    return try partition.storedEpoch()
  }

  /// The pages that are read ahead of the store; none after the last.
  private func read(_ pages: LogPages) async throws -> [LogPage] {
    let limit = max(1, options.perPartitionParallelOperations)
    do {
      return try await blocking {
        var read: [LogPage] = []
        while read.count < limit, let page = try pages.next() { read.append(page) }
        return read
      }
    } catch {
      throw LogFailure(error: error)
    }
  }

  /// - Parameter count: How many changes of the epoch this try has applied before.
  private func hand(over pages: [LogPage], after count: Int) async throws -> Int {
    let cancellation = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await blocking {
        var rejectedCount = 0
        var appliedCount = count
        for page in pages {
          rejectedCount += try self.partition.applyPage(page, atOnce: self.options.pageSize) {
            self.countApplied(appliedCount + $0, of: page.epoch)
            if cancellation.isSet { throw CancellationError() }
          }
          appliedCount += page.count
          self.countApplied(appliedCount, of: page.epoch)
        }
        return rejectedCount
      }
    } onCancel: {
      cancellation.set()
    }
  }

  private func countApplied(_ count: Int, of epoch: CheckpointID) {
    let before = counted?.epoch == epoch ? counted?.count ?? 0 : 0
    guard count > before else { return }
    circuit.countApplied(count - before)
    counted = (epoch, count)
  }

  private func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await context.environment.blocking.run(body)
  }

  /// After an error nobody knows what the connection is worth.
  private func closingOnError<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch {
      await close()
      throw error
    }
  }

  private static func name(_ epoch: CheckpointID?) -> String { epoch?.description ?? "no epoch" }
}

/// Tells work on another thread that its task is cancelled.
private final class CancellationFlag: Sendable {
  private let flag = Atomic(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}

extension ChangeTarget {
  /// Applies a page to a target of unknown type.
  func applyPage(
    _ page: LogPage, atOnce size: Int, progress: (Int) throws -> Void
  ) throws -> Int {
    try page.apply(to: self, atOnce: size, progress: progress)
  }
}
