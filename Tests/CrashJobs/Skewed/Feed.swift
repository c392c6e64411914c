import Weir

/// One of the sources of ``Skewed``. Each of its splits is a lane of its own.
struct Feed: Sendable {
  let name: String
  /// The lane of its first split; lanes are numbered across all feeds.
  let firstLane: Int64
  let splitCount: Int64
  let events: Int64
  let keys: Int64
  /// Records a second; 0: no limit.
  let rate: Double
  /// How far ahead of the others its event times begin, in milliseconds.
  let skew: Int64
  /// Milliseconds of event time between two records of a lane.
  let step: Int64

  /// Records of a lane come at most so much behind its newest one, in milliseconds.
  static var jitter: Int64 { 2_000 }
  static var start: Int64 { 1_700_000_000_000 }
  /// After the event time of every record: a billion of them span 70 days.
  static var end: EventTime { EventTime(milliseconds: start + 10_000_000_000) }

  /// The fast one, the steady one, and a slow one that reads half of the time alone.
  static func all(events: Int64, rate: Int, keys: Int64) -> [Feed] {
    let rate = Double(rate)
    return [
      Feed(
        name: "fast", firstLane: 0, splitCount: 4, events: events / 2, keys: keys,
        rate: rate * 0.6, skew: 0, step: 40),
      Feed(
        name: "steady", firstLane: 4, splitCount: 3, events: events / 10 * 3, keys: keys,
        rate: rate * 0.3, skew: 30_000, step: 60),
      Feed(
        name: "slow", firstLane: 7, splitCount: 2, events: events - events / 2 - events / 10 * 3,
        keys: keys, rate: rate * 0.15, skew: -20_000, step: 25),
    ]
  }

  func stream(on flow: JobBuilder) -> DataStream<Reading> {
    let source = GeneratorSource(
      count: events, splitCount: Int(splitCount), SequenceGenerator { reading($0) })
    return flow.source(name, source.rateLimited(recordsPerSecond: rate))
      .eventTime(\.time, watermarks: .boundedOutOfOrderness(.milliseconds(Self.jitter)))
  }

  /// The record of one number, always the same.
  func reading(_ number: Int64) -> Reading {
    var reading = Reading()
    let index = number % splitCount
    reading.lane = firstLane + index
    reading.sequence = number / splitCount
    reading.key = (reading.sequence + reading.lane) % keys
    let noise = Int64(truncatingIfNeeded: UInt64(bitPattern: number &* 0x9E37_79B9_7F4A_7C1) >> 40)
    reading.amount = noise % 1_000
    reading.time = EventTime(
      milliseconds: Self.start + skew + reading.sequence * step - noise % (Self.jitter + 1))
    return reading
  }
}
