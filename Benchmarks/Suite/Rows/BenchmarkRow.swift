/// A row of the suite: a name and the job behind it.
struct BenchmarkRow: Sendable {
  /// What a row must reach.
  enum Kind: Sendable {
    case stateless
    case keyed
  }

  let name: String
  let summary: String
  let kind: Kind
  /// Input records of a run when nothing is said.
  let events: Int
  /// The row of Flink's that it is compared with.
  let peer: String
  /// Seconds from one checkpoint to the next when nothing is said; nil: none but the last.
  var checkpointSeconds: Double?
  /// A new job with that many input records.
  let makeJob: @Sendable (_ events: Int) -> any RowJob

  init(
    _ name: String, _ summary: String, _ kind: Kind, events: Int, peer: String? = nil,
    checkpointSeconds: Double? = nil,
    _ job: @autoclosure @escaping @Sendable () -> some RowJob
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.events = events
    self.peer = peer ?? name
    self.checkpointSeconds = checkpointSeconds
    makeJob = { events in
      var job = job()
      job.events = events
      return job
    }
  }

  /// How many times Flink's speed it must have.
  var peerTarget: Double { kind == .keyed ? 5 : 2 }
  /// The share of the hand-written loop's speed that each core must have.
  var limitTarget: Double { kind == .keyed ? 0.5 : 0.8 }
}
