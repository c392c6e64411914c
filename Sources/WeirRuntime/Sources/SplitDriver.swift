import WeirCore
import WeirOperators

/// The splits of one source that one subtask reads, record types erased: one call per batch.
class SplitDriver {
  /// What one read gave.
  struct Read {
    /// Nil when there were no records.
    let batch: AnyBatch?
    let outcome: ReadOutcome
    /// The split has come to where a replay ends: nothing more is read, but its data are not at
    /// their end.
    var isAtLimit = false
  }

  /// Splits this subtask reads or has read, by their index in its events.
  struct Status {
    let id: String
    var isFinished: Bool
  }
  var statuses: [Status] { [] }

  /// Whether every split ends by itself.
  var isBounded: Bool { true }
  /// Reads the next batch of a split.
  func read(_ index: Int) async throws -> Read { Read(batch: nil, outcome: .end) }
  /// Looks for splits that did not exist before and takes those that are this subtask's. Returns
  /// the indices of new ones.
  func discover() async throws -> [Int] { [] }
  var discoveryInterval: Duration? { nil }
  /// Reads what was refused and is asked for once more; false when there is nothing of that kind.
  func takeRequests(_ receive: (AnyBatch) throws -> Void) async throws -> Bool { false }
  func snapshot() throws -> [StateSection] { [] }
  /// How far the splits are read.
  var reading: JobMetrics.Reading { JobMetrics.Reading(fraction: nil, splitCount: 0) }
  func close() async {}
}

/// The driver of a source of known type.
final class TypedSplitDriver<S: Source>: SplitDriver {
  /// A class, so that looking at one of its fields does not copy the others.
  private final class Entry {
    var split: S.SplitType
    var isFinished: Bool
    var reader: S.Reader?
    /// Near its limit a split is read record by record.
    var isNearLimit = false

    init(split: S.SplitType, isFinished: Bool) {
      self.split = split
      self.isFinished = isFinished
    }
  }

  private let source: S
  private let context: SourceContext
  private var entries: [Entry]
  private var knownIDs: Set<String>
  private let limits: SplitLimits<S.SplitType>?
  private let pool: BatchPool<S.Element>
  /// Of subtask 0, which takes up all of the source's requests.
  private var requests: RequestReader?

  init(
    source: S, context: SourceContext, share: [PreparedSplit<S.SplitType>], known: Set<String>,
    limits: SplitLimits<S.SplitType>? = nil, requests: RequestReader? = nil, readLimit: Int? = nil
  ) {
    let capacity = Batch<S.Element>.defaultCapacity
    pool = BatchPool(batchCapacity: max(1, min(readLimit ?? capacity, capacity)))
    self.requests = requests
    self.source = source
    self.context = context
    self.limits = limits
    entries = share.map { Entry(split: $0.split, isFinished: $0.isFinished) }
    knownIDs = known
  }

  override var statuses: [Status] {
    entries.map { Status(id: $0.split.id, isFinished: $0.isFinished) }
  }

  override var isBounded: Bool { source.isBounded }

  /// The split's reader, for its first read.
  private func openReader(_ entry: Entry) async throws -> S.Reader {
    let reader = try await source.makeReader(for: entry.split, context)
    entry.reader = reader
    return reader
  }

  override func read(_ index: Int) async throws -> Read {
    let entry = entries[index]
    guard !entry.isFinished else { return Read(batch: nil, outcome: .end) }
    let start = entry.split
    if let limits, try limits.isReached(by: start) {
      return Read(batch: nil, outcome: .end, isAtLimit: true)
    }
    let reader = if let reader = entry.reader { reader } else { try await openReader(entry) }
    let batch = pool.take()
    let outcome = try await reader.read(into: batch, limit: entry.isNearLimit ? 1 : batch.capacity)
    if let limits, try limits.isPassed(by: reader.split) {
      batch.recycle()
      return try await turnBack(entry, to: start)
    }
    entry.split = reader.split
    // Where the original had not learned yet that the split ends, neither does the replay.
    let isAtLimit = try limits?.isReached(by: reader.split) ?? false
    if outcome == .end || isAtLimit {
      entry.isFinished = !isAtLimit
      entry.reader = nil
      await reader.close()
    }
    let read = Read(
      batch: batch.isEmpty ? nil : batch, outcome: isAtLimit ? .end : outcome,
      isAtLimit: isAtLimit)
    if batch.isEmpty {
      batch.recycle()
    } else {
      batch.split = Int32(truncatingIfNeeded: index)
    }
    return read
  }

  /// What was read reaches beyond the limit. It is forgotten and read again record by record; the
  /// one record that then lies beyond is forgotten for good.
  private func turnBack(_ entry: Entry, to start: S.SplitType) async throws -> Read {
    // What stands before the limit and could not be read belongs to the replay as well.
    for letter in context.deadLetters.takeAll()
    where entry.isNearLimit && limits?.covers(letter, in: start) ?? false {
      context.deadLetters.add(letter)
    }
    if let reader = entry.reader { await reader.close() }
    entry.reader = nil
    if entry.isNearLimit { return Read(batch: nil, outcome: .end, isAtLimit: true) }
    entry.isNearLimit = true
    entry.split = start
    return Read(batch: nil, outcome: .more)
  }

  override var discoveryInterval: Duration? { source.discoveryInterval }

  override func discover() async throws -> [Int] {
    var added: [Int] = []
    for split in try await source.discoverSplits(context) where !knownIDs.contains(split.id) {
      knownIDs.insert(split.id)
      if let limits, !limits.knows(split) { continue }
      let owner = StableHash.hash(split.id) % UInt64(context.parallelism)
      guard owner == UInt64(context.subtask) else { continue }
      entries.append(Entry(split: split, isFinished: false))
      added.append(entries.count - 1)
    }
    return added
  }

  override func takeRequests(_ receive: (AnyBatch) throws -> Void) async throws -> Bool {
    guard let pending = try await requests?.pending(), !pending.isEmpty else { return false }
    for request in pending {
      // Its split is unknown, so that it moves no watermark.
      let batch = pool.take()
      try await source.read(request, into: batch, context)
      requests?.position = request.number
      if batch.isEmpty { batch.recycle() } else { try receive(batch) }
    }
    return true
  }

  override func snapshot() throws -> [StateSection] {
    let splits = entries.map { PreparedSplit(split: $0.split, isFinished: $0.isFinished) }
    var sections = [try SplitSection.encode(splits, operatorID: context.operatorID)]
    if let requests { sections.append(requests.section) }
    return sections
  }

  override var reading: JobMetrics.Reading {
    JobMetrics.Reading(fraction: fractionRead, splitCount: entries.count)
  }

  /// The mean of what is read of each split, where every split can tell.
  private var fractionRead: Double? {
    guard source.isBounded else { return nil }
    var sum = 0.0
    for entry in entries {
      if entry.isFinished {
        sum += 1
      } else if let reader = entry.reader {
        guard let fraction = reader.fractionRead else { return nil }
        sum += fraction
      }
    }
    return entries.isEmpty ? 1 : sum / Double(entries.count)
  }

  override func close() async {
    for entry in entries {
      guard let reader = entry.reader else { continue }
      entry.reader = nil
      await reader.close()
    }
  }
}
