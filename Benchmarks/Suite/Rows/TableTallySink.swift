import Weir

/// A sink whose rows replace the former ones with their key: the count is that of all rows, the
/// checksum that of the rows that are left. A key's rows must come through one writer.
struct TableTallySink: Sink {
  typealias Element = NexmarkQ04Job.Row
  private let total: SharedTally

  init(_ total: SharedTally) { self.total = total }

  func makeWriter(_ context: SinkContext) async throws -> TableTallyWriter { TableTallyWriter(total) }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

final class TableTallyWriter: SinkWriter {
  private let total: SharedTally
  private var rows: [Int64: UInt64] = [:]

  init(_ total: SharedTally) { self.total = total }

  func write(_ batch: Batch<NexmarkQ04Job.Row>) {
    var more = Tally()
    for index in batch.head..<batch.count {
      let row = batch.values[index]
      more.add(row.checksum &- (rows.updateValue(row.checksum, forKey: row.category) ?? 0))
    }
    total.add(more)
  }
  var needsFlush: Bool { false }
  func flush() async throws {}
  func seal(_ epoch: CheckpointID) async throws -> [Segment] { [] }
  func abandon() async {}
}
