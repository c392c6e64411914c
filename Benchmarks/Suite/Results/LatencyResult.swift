import Weir

/// How long records took through one keyed edge at one rate; nanoseconds.
struct LatencyResult: Record, Equatable {
  var engine = "weir"
  /// Records a second that were asked for.
  var rate = 0
  /// Records a second that came; 0 where that is not known.
  var reached = 0.0
  /// Flink's setting: how long records may wait for others, in milliseconds.
  var bufferTimeout: Int?
  var count: UInt64 = 0
  var p50: UInt64 = 0
  var p99: UInt64 = 0
  var p999: UInt64 = 0
  var most: UInt64 = 0

  init() {}

  init(rate: Int, reached: Double, _ histogram: Histogram) {
    self.rate = rate
    self.reached = reached
    count = histogram.count
    p50 = histogram.percentile(0.5)
    p99 = histogram.percentile(0.99)
    p999 = histogram.percentile(0.999)
    most = histogram.most
  }

  /// Records a second that came, as a text.
  var reachedText: String { reached > 0 ? Numbers.fixed(reached, 0) : "unknown" }

  /// The engine with what was set for it.
  var name: String { bufferTimeout.map { "\(engine), buffer timeout \($0) ms" } ?? engine }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("engine", &engine)
    try field("rate", &rate)
    try field("reached_per_second", &reached)
    try field("buffer_timeout_ms", &bufferTimeout)
    try field("count", &count)
    try field("p50_ns", &p50)
    try field("p99_ns", &p99)
    try field("p999_ns", &p999)
    try field("max_ns", &most)
  }
}
