import Weir

/// Several runs of one row on one engine.
struct RunSummary: Record, Equatable {
  var engine = ""
  var version = ""
  /// Records a second.
  var speed = Spread()
  /// CPU seconds of a million records.
  var cost = Spread()
  var count: UInt64 = 0
  var checksum = ""
  /// The greatest of all runs.
  var peakRSS: Int64 = 0
  var runCount = 0
  /// Whether all runs gave the same.
  var isSteady = true

  init() {}

  init(_ runs: [EngineRun]) {
    guard let first = runs.first else { return }
    engine = first.engine
    version = first.version
    speed = Spread(of: runs.map(\.recordsPerSecond))
    cost = Spread(of: runs.map { $0.cpuSeconds / Double(max(1, $0.events)) * 1e6 })
    count = first.count
    checksum = first.checksum
    peakRSS = runs.map(\.peakRSS).max() ?? 0
    runCount = runs.count
    isSteady = runs.allSatisfy { $0.agrees(with: first) }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("engine", &engine)
    try field("version", &version)
    try field("records_per_second", &speed)
    try field("cpu_seconds_per_million", &cost)
    try field("count", &count)
    try field("checksum", &checksum)
    try field("peak_rss_bytes", &peakRSS)
    try field("runs", &runCount)
    try field("steady", &isSteady)
  }

  func agrees(with other: RunSummary) -> Bool {
    isSteady && other.isSteady && count == other.count && checksum == other.checksum
  }
}
