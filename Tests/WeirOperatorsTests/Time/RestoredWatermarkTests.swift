import Testing
import WeirCore

@testable import WeirOperators

/// What a subtask says of event time before it has read anything after a restore.
@Suite struct RestoredWatermarkTests {
  private final class Watermarks: BatchReceiver {
    var all: [Int64] = []
    override func receive(watermark: EventTime) throws { all.append(watermark.milliseconds) }
  }

  private func made(
    _ sections: [RestoredSection] = []
  ) throws -> (TimestampOperator<Int64>, Watermarks) {
    let context = ChainContext(
      subtask: 0, parallelism: 1,
      keyGroups: .share(ofSubtask: 0, parallelism: 1, keyGroupCount: 128))
    let timestamps = TimestampOperator<Int64>(
      id: OperatorID("time"), context: context, strategy: .monotonous
    ) { batch in
      let times = batch.makeTimes()
      batch.hasEventTimes = true
      for index in batch.head..<batch.count {
        times[index] = EventTime(milliseconds: batch.values[index])
      }
    }
    let watermarks = Watermarks()
    timestamps.outputs[0].connect(to: watermarks)
    try timestamps.restore(sections)
    return (timestamps, watermarks)
  }

  /// What a subtask keeps that has read one split up to a time.
  private func section(_ split: String, upTo time: Int64, subtask: Int) throws -> RestoredSection {
    let (timestamps, _) = try made()
    try timestamps.receive(split: .registered(index: 0, id: split))
    try timestamps.open()
    let batch = Batch<Int64>(capacity: 1)
    batch.split = 0
    batch.append(time)
    try timestamps.receive(batch)
    return RestoredSection(subtask: subtask, section: try timestamps.snapshot()[0])
  }

  @Test("SEMANTICS 4.8: a restored split counts with what it had reached before anything is read")
  func reachedCounts() throws {
    let sections = [
      try section("behind", upTo: 100, subtask: 0), try section("ahead", upTo: 500, subtask: 1),
    ]
    let (timestamps, watermarks) = try made(sections)
    try timestamps.receive(split: .registered(index: 0, id: "ahead"))
    try timestamps.open()
    #expect(watermarks.all == [99, 499])
  }

  @Test("SEMANTICS 4.2: a split that was never read holds the restored watermark where it was")
  func unreadHolds() throws {
    let (timestamps, watermarks) = try made([try section("x", upTo: 100, subtask: 0)])
    try timestamps.receive(split: .registered(index: 0, id: "x"))
    try timestamps.receive(split: .registered(index: 1, id: "new"))
    try timestamps.open()
    #expect(watermarks.all == [99])
  }
}
