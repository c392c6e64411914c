import WeirCore

/// What a running job says of itself, for the terminal, `weir status` and tests.
public struct JobProgress: Record {
  public var job = ""
  public var processID = 0
  /// `starting`, `running`, `restarting`, `stopping`, `finished`, `stopped` or `failed`.
  public var state = "starting"
  public var attempt = 0
  public var restarts = 0
  /// Since the run began.
  public var elapsedMilliseconds: Int64 = 0
  /// Since the attempt began; when it has ended, how long it took.
  public var attemptMilliseconds: Int64 = 0
  /// What all sources together have given since the attempt began.
  public var recordsRead: UInt64 = 0
  /// When this was said.
  public var updated = EventTime.zero
  public var operators: [OperatorProgress] = []
  public var checkpoint = CheckpointProgress()
  /// Every sink's store, by the sink's name.
  public var stores: [StoreProgress] = []
  /// Whether the sources wait because stores are too far behind.
  public var isThrottled = false
  /// How much of a bounded job's input is read, 0 to 1; nil when that is not known.
  public var fractionRead: Double? = nil
  /// The error of the last failed attempt; of a failed run, what it failed with.
  public var lastError: String? = nil

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("pid", &processID)
    try field("state", &state)
    try field("attempt", &attempt)
    try field("restarts", &restarts)
    try field("elapsed_ms", &elapsedMilliseconds)
    try field("attempt_ms", &attemptMilliseconds)
    try field("records_read", &recordsRead)
    try field("updated", &updated)
    try field("operators", &operators)
    try field("checkpoint", &checkpoint)
    try field("stores", &stores)
    try field("throttled", &isThrottled)
    try field("fraction_read", &fractionRead)
    try field("last_error", &lastError)
  }

  /// One operator over all its subtasks.
  public struct OperatorProgress: Record {
    public var id = ""
    public var label = ""
    public var parallelism = 0
    /// Since the start of the attempt.
    public var recordsIn: UInt64 = 0
    public var recordsOut: UInt64 = 0
    /// The share of time, 0 to 1, that its subtasks waited for room downstream.
    public var backpressure = 0.0
    /// The least watermark of its subtasks, where it has one.
    public var watermark: EventTime? = nil
    /// Named counts since the job began, for example late records.
    public var counters: [String: UInt64] = [:]

    public init() {}

    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("label", &label)
      try field("parallelism", &parallelism)
      try field("records_in", &recordsIn)
      try field("records_out", &recordsOut)
      try field("backpressure", &backpressure)
      try field("watermark", &watermark)
      try field("counters", &counters)
    }
  }

  /// The newest complete checkpoint, and what the coordinator is at.
  public struct CheckpointProgress: Record {
    public var latest: UInt64? = nil
    /// When it became complete.
    public var completed: EventTime? = nil
    public var durationMilliseconds: Int64? = nil
    public var phase = "idle"
    public init() {}
    public mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("latest", &latest)
      try field("completed", &completed)
      try field("duration_ms", &durationMilliseconds)
      try field("phase", &phase)
    }
  }
}
