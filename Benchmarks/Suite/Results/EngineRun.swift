import Weir

/// One run of one row on one engine: what every engine prints as a line of JSON.
struct EngineRun: Record, Equatable {
  var engine = ""
  var version = ""
  var row = ""
  var parallelism = 1
  var events = 0
  var seconds = 0.0
  /// The part of it from the first source's start to the last sink's end, from an engine that has
  /// to be deployed first; 0: not known.
  var streamSeconds = 0.0
  /// Of all threads: what remains comparable when the machine has other work.
  var cpuSeconds = 0.0
  var count: UInt64 = 0
  /// As a decimal number, because JSON readers lose digits of 64 bits.
  var checksum = ""
  var peakRSS: Int64 = 0

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("engine", &engine)
    try field("version", &version)
    try field("row", &row)
    try field("parallelism", &parallelism)
    try field("events", &events)
    try field("seconds", &seconds)
    try field("stream_seconds", &streamSeconds)
    try field("cpu_seconds", &cpuSeconds)
    try field("count", &count)
    try field("checksum", &checksum)
    try field("peak_rss_bytes", &peakRSS)
  }

  /// Without an engine's deployment where that is known.
  var recordsPerSecond: Double {
    let seconds = streamSeconds > 0 ? streamSeconds : seconds
    return seconds > 0 ? Double(events) / seconds : 0
  }

  func agrees(with other: EngineRun) -> Bool {
    count == other.count && checksum == other.checksum && events == other.events
  }
}
