import Weir

/// How long a process took until its first row came out; milliseconds.
struct StartResult: Record, Equatable {
  /// `startup` or `recovery`.
  var name = ""
  var engine = "weir"
  var time = Spread()
  var runCount = 0
  var keys = 0
  /// The most memory that a process had had when its first row came, in bytes; 0: not known.
  var peakRSS: Int64 = 0

  init() {}
  init(_ name: String, engine: String, keys: Int, times: [Double], peakRSS: Int64) {
    self.name = name
    self.engine = engine
    self.keys = keys
    self.peakRSS = peakRSS
    time = Spread(of: times)
    runCount = times.count
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("name", &name)
    try field("engine", &engine)
    try field("ms", &time)
    try field("runs", &runCount)
    try field("keys", &keys)
    try field("rss_bytes", &peakRSS)
  }

  var text: String {
    let memory = peakRSS > 0 ? ", RSS \(Numbers.megabytes(peakRSS)) MB" : ""
    return "\(engine), \(name), \(Numbers.count(keys)) keys: \(time.text(Numbers.short)) ms"
      + " to the first row\(memory), \(runCount) runs"
  }
}
