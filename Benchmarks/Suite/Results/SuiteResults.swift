import Weir

/// The file that a command writes its results to and `report` reads; what a command does not
/// measure is empty.
struct SuiteResults: Record {
  var facts = RunFacts()
  /// Against Flink.
  var compared: [ComparedRow] = []
  /// Against the hand-written loop.
  var limits: [ComparedRow] = []
  var latencies: [LatencyResult] = []
  var checkpoints: [CheckpointResult] = []
  var costs: [CostPoint] = []
  var starts: [StartResult] = []

  init() {}
  init(_ facts: RunFacts) { self.facts = facts }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("facts", &facts)
    try field("compared", &compared)
    try field("limits", &limits)
    try field("latencies", &latencies)
    try field("checkpoints", &checkpoints)
    try field("costs", &costs)
    try field("starts", &starts)
  }

  /// Writes it where `--output` says, if it was given.
  func write(to path: String?) throws {
    guard let path else { return }
    try TextFile.write(try JSON.encode(self, pretty: true), to: path)
    Progress.note("results are in \(path)")
  }
}
