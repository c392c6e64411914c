import Weir

/// A steady chain whose calls are counted per thousand records.
struct Chain: Sendable {
  let name: String
  /// Whether it reads the file of ``InputLines``.
  var readsLines = false
  /// Declares the chain on so many records; `folder` is where input files are.
  let declare: @Sendable (_ flow: JobBuilder, _ records: Int, _ folder: String) throws -> Void

  /// Few, so that every key comes in every window.
  private static let keys: UInt64 = 100

  static let stateless = Chain(name: "stateless") { flow, records, _ in
    flow.source("readings", Reading.source(records, keys: keys))
      .map { reading in
        var reading = reading
        reading.value &+= 1
        return reading
      }
      .filter { $0.value & 7 != 0 }
      .sink("out", to: DroppingSink())
  }

  static let rebalanced = Chain(name: "rebalanced") { flow, records, _ in
    flow.source("readings", Reading.source(records, keys: keys))
      .rebalanced()
      .map { $0.value }
      .sink("out", to: DroppingSink())
  }

  static let sum = Chain(name: "sum") { flow, records, _ in
    flow.source("readings", Reading.source(records, keys: keys))
      .keyed(by: { $0.key })
      .aggregate("sum", Totals()) { key, total in total.of(key) }
      .sink("out", to: DroppingSink())
  }

  static let tumbling = Chain(name: "tumbling") { flow, records, _ in
    flow.source("readings", Reading.source(records, keys: keys))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.tumbling(every: .seconds(1)))
      .aggregate("windows", Totals()) { key, _, total in total.of(key) }
      .sink("out", to: DroppingSink())
  }

  static let sliding = Chain(name: "sliding") { flow, records, _ in
    flow.source("readings", Reading.source(records, keys: keys))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.sliding(size: .seconds(10), every: .seconds(1)))
      .aggregate("windows", Totals()) { key, _, total in total.of(key) }
      .sink("out", to: DroppingSink())
  }

  static let sessions = Chain(name: "sessions") { flow, records, _ in
    flow.source("visits", Reading.visits(records, keys: keys))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.session(gap: .milliseconds(500)))
      .aggregate("windows", Totals()) { key, _, total in total.of(key) }
      .sink("out", to: DroppingSink())
  }

  static let timers = Chain(name: "timers") { flow, records, _ in
    flow.source("readings", Reading.source(records, keys: keys))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .process("seconds", SecondsByTimer())
      .sink("out", to: DroppingSink())
  }

  static let lines = Chain(name: "lines", readsLines: true) { flow, records, folder in
    flow.source("lines", JSONLinesSource(InputLines.path(records, folder), of: Reading.self))
      .filter { $0.value & 7 != 0 }
      .sink("out", to: JSONLinesSink())
  }
}
