import Testing
import WeirCore
import WeirTestKit

@testable import WeirLinesStore

/// What the engine around a lines store does and remembers, with a manifest that is always durable
/// at once: two writers, an applier, epochs that are empty, aborted, or applied late.
struct JobModel {
  static let recordCount = 27
  static let epochRecordCount = 5
  static let subtaskCount = 2
  static let retainedCount = 3

  let store: TestStore
  let sink: JSONLinesSink<Reading>
  let bucketCount: Int

  /// The newest manifest: what it lists as not applied, and how many records it covers.
  private(set) var manifest: [EpochCommit] = []
  private(set) var coveredCount = 0
  /// Records of which an apply has returned.
  private(set) var appliedCount = 0
  /// What the manifests that are kept list as their own, and how many records they cover.
  private var retained: [(commit: EpochCommit, coveredCount: Int)] = []
  /// Cuts at which a reader has looked.
  private(set) var cutCount = 0
  private(set) var attempt: UInt64 = 0
  private var nextEpoch: UInt64 = 1

  init(store: TestStore, sink: JSONLinesSink<Reading>, bucketCount: Int) {
    self.store = store
    self.sink = sink
    self.bucketCount = bucketCount
  }

  /// The applier of a new attempt, after its recovery.
  mutating func recover() async throws -> any Applier {
    attempt += 1
    let applier = try await store.applier(attempt: attempt)
    _ = try await applier.recover(manifest)
    appliedCount = coveredCount
    return applier
  }

  /// One attempt from the manifest to the end of the input.
  mutating func run() async throws {
    let applier = try await recover()
    var writers: [LinesWriter<Reading>] = []
    for subtask in 0..<Self.subtaskCount {
      writers.append(try await store.writer(sink, attempt: attempt, subtask: subtask))
    }
    var position = coveredCount
    var sealed: [Segment] = []
    var unapplied: [EpochCommit] = []
    while coveredCount < Self.recordCount {
      let epoch = CheckpointID(nextEpoch)
      nextEpoch += 1
      if epoch.number % 5 != 4 {
        let end = min(position + Self.epochRecordCount, Self.recordCount)
        try await write(position..<end, writers)
        position = end
      }
      let isFinal = position == Self.recordCount
      for writer in writers { sealed += try await writer.seal(epoch, isFinal: isFinal) }
      if epoch.number % 3 == 2 { continue }
      unapplied.append(EpochCommit(epoch: epoch, segments: sealed))
      (manifest, coveredCount, sealed) = (unapplied, position, [])
      let kept = retained.suffix(Self.retainedCount - 1)
      retained = kept + [(unapplied[unapplied.count - 1], position)]
      if epoch.number % 4 == 3 { continue }
      for commit in unapplied { try await applier.apply(commit) }
      unapplied = []
      appliedCount = coveredCount
    }
  }

  private func write(_ numbers: Range<Int>, _ writers: [LinesWriter<Reading>]) async throws {
    for number in numbers {
      let writer = writers[number % writers.count]
      try writer.write(Reading.batch([reading(number)]))
      if writer.needsFlush || number % 3 == 0 { try await writer.flush() }
    }
  }

  private func reading(_ number: Int) -> Reading {
    Reading(number, key: bucketCount == 0 ? "" : "k\(number % bucketCount)")
  }

  /// What must hold of the visible lines at any moment, also between a crash and the recovery.
  mutating func checkVisible(isRecovered: Bool, _ what: String) throws {
    guard try store.files.disk.status("\(store.directory)/_weir.json") != nil else {
      #expect(appliedCount == 0 && !isRecovered, "\(what): the store is gone")
      return
    }
    let reader = try LinesReader(directory: store.directory, fileSystem: store.files.disk)
    let lines = try reader.lines()
    let known = Dictionary(
      uniqueKeysWithValues: (0..<coveredCount).map { (reading($0).line, $0) })
    let numbers = lines.compactMap { known[$0] }
    #expect(numbers.count == lines.count, "\(what): a line of an incomplete epoch is visible")
    #expect(Set(numbers).count == numbers.count, "\(what): a line is visible twice")
    if sink.rolling.isAtCheckpoint {
      #expect(
        Set(0..<appliedCount).isSubset(of: numbers), "\(what): a line of an applied epoch is gone")
    }
    try checkCuts(what)
    guard isRecovered else { return }
    #expect(Set(numbers) == Set(0..<coveredCount), "\(what): a covered line is missing")
    #expect(
      store.names.allSatisfy { name in
        guard case .finished = StoreFileName(String(name.split(separator: "/").last ?? "")) else {
          return false
        }
        return true
      }, "\(what): stray files \(store.names)")
    try checkOrder(reader, what)
  }

  /// Every epoch that a manifest is kept of reads exactly as it was.
  private mutating func checkCuts(_ what: String) throws {
    for (kept, coveredCount) in retained {
      let unapplied = manifest.filter { one in !retained.contains { $0.commit == one } }
      let commits = (unapplied + retained.map(\.commit)).filter { $0.epoch <= kept.epoch }
      let cut = try store.reader(at: kept.epoch.number, commits)
      let lines = try cut.lines()
      #expect(
        lines.sorted() == (0..<coveredCount).map { reading($0).line }.sorted(),
        "\(what): the cut at \(kept.epoch) is another")
      try checkOrder(cut, what)
      cutCount += 1
    }
  }

  private func checkOrder(_ reader: LinesReader, _ what: String) throws {
    var last: [String: Int] = [:]
    for part in reader.parts {
      _ = try reader.forEachLine(of: part) { line in
        let digits = String(decoding: line, as: UTF8.self).dropFirst("{\"number\":".count)
          .prefix { $0.isNumber }
        let number = try #require(Int(digits))
        let writer = "\(part.bucketName)/\(part.subtask)"
        #expect(last[writer, default: -1] < number, "\(what): the order in \(writer) is broken")
        last[writer] = number
        return true
      }
    }
  }
}
