import Weir

/// One row at one parallelism against another engine or the hand-written loop.
struct ComparedRow: Record, Equatable {
  var row = ""
  var parallelism = 1
  var events = 0
  var weir = RunSummary()
  var other = RunSummary()
  /// How many times as fast Weir is as the other; for the loop, for each core.
  var ratio = 0.0
  var target = 0.0
  /// Why the row does not count; empty when it does.
  var void = ""

  init() {}

  init(
    row: String, parallelism: Int, events: Int, target: Double, cores: Int,
    weir: [EngineRun], other: [EngineRun], failure: String? = nil
  ) {
    self.row = row
    self.parallelism = parallelism
    self.events = events
    self.target = target
    self.weir = RunSummary(weir)
    self.other = RunSummary(other)
    if let failure {
      void = failure
    } else if !self.weir.agrees(with: self.other) {
      void = "results differ"
    }
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
    try field("void", &void)
  }

  /// The other's CPU time for a record divided by Weir's.
  var costRatio: Double {
    weir.cost.median > 0 ? other.cost.median / weir.cost.median : 0
  }
  var isVoid: Bool { !void.isEmpty }
  var isMet: Bool { !isVoid && ratio >= target }
  /// The other's memory divided by Weir's.
  var memoryRatio: Double {
    weir.peakRSS > 0 ? Double(other.peakRSS) / Double(weir.peakRSS) : 0
  }
  /// What counts in the mean: a void row is never faster than the other.
  var countedRatio: Double { isVoid ? min(1, ratio > 0 ? ratio : 1) : ratio }
  var verdict: String { isVoid ? "VOID: \(void)" : isMet ? "met" : "missed" }
}
