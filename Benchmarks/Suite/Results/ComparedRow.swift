import Weir

/// One row at one parallelism against another engine or the hand-written loop.
struct ComparedRow: Record, Equatable {
  /// What counts in the mean for a row that Weir did not finish.
  static let failedRatio = 0.01

  var row = ""
  var parallelism = 1
  var events = 0
  var weir = RunSummary()
  var other = RunSummary()
  /// How many times as fast Weir is as the other; for the loop, for each subtask.
  var ratio = 0.0
  var target = 0.0
  /// Whether the target is one for the ratio by CPU time.
  var isByCost = false
  /// How many times Weir's memory the other must have at least; 0: whatever it has.
  var memoryTarget = 0.0
  /// Whether the row does not count in the mean.
  var isBeside = false
  /// Why the row does not count; empty when it does.
  var void = ""
  /// Whether it does not because Weir failed.
  var hasFailed = false

  init() {}

  /// The runs of both; the ratio is by time and for each of so many cores.
  init(
    row: String, parallelism: Int, events: Int, target: Double, cores: Int,
    weir: [EngineRun], other: [EngineRun]
  ) {
    self.row = row
    self.parallelism = parallelism
    self.events = events
    self.target = target
    self.weir = RunSummary(weir)
    self.other = RunSummary(other)
    if !self.weir.agrees(with: self.other) { void = "results differ" }
    if self.other.speed.median > 0 {
      ratio = self.weir.speed.median / self.other.speed.median / Double(max(1, cores))
    }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("row", &row)
    try field("parallelism", &parallelism)
    try field("events", &events)
    try field("weir", &weir)
    try field("other", &other)
    try field("ratio", &ratio)
    try field("target", &target)
    try field("target_is_by_cpu_time", &isByCost)
    try field("memory_target", &memoryTarget)
    try field("beside", &isBeside)
    try field("void", &void)
    try field("failed", &hasFailed)
  }

  /// The other's CPU time for a record divided by Weir's.
  var costRatio: Double {
    weir.cost.median > 0 ? other.cost.median / weir.cost.median : 0
  }
  /// The other's memory divided by Weir's.
  var memoryRatio: Double {
    weir.peakRSS > 0 ? Double(other.peakRSS) / Double(weir.peakRSS) : 0
  }
  var isVoid: Bool { !void.isEmpty }

  /// What the row does not reach.
  private var missed: [String] {
    var missed: [String] = []
    if (isByCost ? costRatio : ratio) < target { missed.append(isByCost ? "CPU time" : "speed") }
    if memoryRatio < memoryTarget { missed.append("RSS") }
    return missed
  }

  /// What counts in the mean: a void row is never faster than the other.
  var countedRatio: Double {
    if hasFailed { return Self.failedRatio }
    return isVoid ? min(1, ratio > 0 ? ratio : 1) : ratio
  }
  var verdict: String {
    if isVoid { return "VOID: \(void)" }
    return missed.isEmpty ? "met" : "missed: \(missed.joined(separator: " and "))"
  }
}
