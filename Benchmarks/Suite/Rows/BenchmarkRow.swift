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
  /// The row that Weir runs for it: itself, but for a row that differs in the peer alone.
  let own: String
  /// Seconds from one checkpoint to the next when nothing is said; nil: none but the last.
  var checkpointSeconds: Double?
  /// A new job with that many input records.
  let makeJob: @Sendable (_ events: Int) -> any RowJob

  init(
    _ name: String, _ summary: String, _ kind: Kind, events: Int, peer: String? = nil,
    own: String? = nil, checkpointSeconds: Double? = nil,
    _ job: @autoclosure @escaping @Sendable () -> some RowJob
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.events = events
    self.peer = peer ?? name
    self.own = own ?? name
    self.checkpointSeconds = checkpointSeconds
    makeJob = { events in
      var job = job()
      job.events = events
      return job
    }
  }

  /// Whether it stands beside the rows that both engines have, and does not count in their mean.
  var isBeside: Bool { peer != name || own != name }

  /// How many times Flink's speed it must have.
  var peerTarget: Double { kind == .keyed ? 5 : 2 }
  /// How many times Weir's memory Flink must have.
  static let memoryTarget = 10.0
  /// The hand-written loop's CPU time must be at least this share of the engine's.
  var limitTarget: Double { kind == .keyed ? 0.5 : 0.8 }
}
