import WeirCore

/// The segments that a subtask's writers have sealed and no completed checkpoint covers yet.
///
/// An acknowledgement lists all of them, so that what was sealed for an aborted checkpoint belongs
/// to the next one.
struct SealedSegments {
  private var bySink: [OperatorID: [(epoch: CheckpointID, segment: Segment)]] = [:]

  mutating func add(_ segments: [Segment], of sink: OperatorID, sealedFor epoch: CheckpointID) {
    guard !segments.isEmpty else { return }
    bySink[sink, default: []] += segments.map { (epoch, $0) }
  }

  /// A checkpoint is complete, and with it every segment that its acknowledgement listed.
  mutating func complete(_ checkpoint: CheckpointID) {
    for sink in bySink.keys { bySink[sink]?.removeAll { $0.epoch <= checkpoint } }
  }

  /// What an acknowledgement lists now.
  var outstanding: [OperatorID: [Segment]] {
    bySink.compactMapValues { $0.isEmpty ? nil : $0.map(\.segment) }
  }
}
