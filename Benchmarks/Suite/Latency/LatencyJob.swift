import Weir

/// Pairs at a rate → key → running sum → a sink that looks how old they are.
struct LatencyJob: Job {
  static let name = "bench-latency"

  var rate = 100_000
  var seconds = 15
  var total = SharedHistogram(warmUpNanoseconds: 5_000_000_000)

  func define(on flow: JobBuilder) throws {
    flow.source("pairs", PacedSource(rate: rate, count: Int64(rate) * Int64(seconds)))
      .keyed(by: { $0.key })
      .aggregate("sum", StampedPair.Sum()) { _, sum in sum }
      .sink("rows", to: LatencySink(total: total))
  }
}
