import Weir

/// A sink whose rows replace the former ones with their key: the count is that of all rows, the
/// checksum that of the rows that are left. A key's rows must come through one writer.
struct TableTallySink: Sink {
  typealias Element = NexmarkQ04Job.Row
  private let total: SharedTally

  init(_ total: SharedTally) { self.total = total }

  func makeWriter(_ context: SinkContext) async throws -> TableTallyWriter {
    TableTallyWriter(total)
  }
  func makeApplier(_ context: SinkContext) async throws -> any Applier { NothingToApply() }
}

final class TableTallyWriter: SinkWriter {
  private let total: SharedTally
  private let rows = LoopTable<UInt64>(empty: 0)

  init(_ total: SharedTally) { self.total = total }

  func write(_ batch: Batch<NexmarkQ04Job.Row>) {
    var more = Tally()
    for index in batch.head..<batch.count {
      let row = batch.values[index]
      let (former, checksum) = (rows.slot(of: row.category), row.checksum)
      more.add(checksum &- former.pointee)
      former.pointee = checksum
    }
    total.add(more)
  }
  var needsFlush: Bool { false }
  func flush() async throws {}
  func seal(_ epoch: CheckpointID) async throws -> [Segment] { [] }
  func abandon() async {}
}
