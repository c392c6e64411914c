/// All rows of the suite.
enum BenchmarkRows {
  static let all: [BenchmarkRow] = pairs + texts + documents + nexmark + byHand
  /// Without those that differ from others in the peer alone.
  static let own: [BenchmarkRow] = all.filter { $0.own == $0.name }

  private static let pairs: [BenchmarkRow] = [
    BenchmarkRow(
      "passthrough", "a map and a filter, chained", .stateless, events: 200_000_000,
      PassthroughJob()),
    BenchmarkRow(
      "passthrough-rebalance", "the same behind a rebalance", .stateless, events: 200_000_000,
      PassthroughJob(isRebalanced: true)),
    BenchmarkRow(
      "sum-1k", "running sum, 1,000 keys", .keyed, events: 100_000_000, RunningSumJob(keys: 1000)),
    BenchmarkRow(
      "sum-1m", "running sum, 1,000,000 keys", .keyed, events: 20_000_000,
      RunningSumJob(keys: 1_000_000)),
    BenchmarkRow(
      "tumbling-1k", "tumbling second, 1,000 keys", .keyed, events: 100_000_000,
      TumblingJob(keys: 1000)),
    BenchmarkRow(
      "tumbling-100k", "tumbling second, 100,000 keys", .keyed, events: 20_000_000,
      TumblingJob(keys: 100_000)),
    BenchmarkRow(
      "tumbling-1m", "tumbling second, 1,000,000 keys", .keyed, events: 20_000_000,
      TumblingJob(keys: 1_000_000)),
    BenchmarkRow(
      "sliding-1k", "sliding 10 s every 1 s, 1,000 keys", .keyed, events: 20_000_000,
      SlidingJob(keys: 1000)),
    BenchmarkRow(
      "session-1k", "sessions with a gap of 0.5 s, 1,000 keys", .keyed, events: 20_000_000,
      SessionJob(keys: 1000)),
  ]

  private static let texts: [BenchmarkRow] = [
    BenchmarkRow(
      "sum-text-1k", "running sum, 1,000 text keys", .keyed, events: 20_000_000,
      TextSumJob(keys: 1000)),
    BenchmarkRow(
      "tumbling-text-1k", "tumbling second, 1,000 text keys", .keyed, events: 20_000_000,
      TextTumblingJob(keys: 1000)),
    BenchmarkRow(
      "sum-string-1k", "the running sum with String keys", .keyed, events: 20_000_000,
      peer: "sum-text-1k", StringSumJob(keys: 1000)),
    BenchmarkRow(
      "tumbling-string-1k", "the tumbling second with String keys", .keyed, events: 20_000_000,
      peer: "tumbling-text-1k", StringTumblingJob(keys: 1000)),
  ]

  private static let documents: [BenchmarkRow] = [
    BenchmarkRow(
      "ysb", "advertisement views per campaign in 10 s", .keyed, events: 50_000_000, AdsJob()),
    BenchmarkRow(
      "clicks", "JSON lines to JSON lines, checkpoints each second", .keyed, events: 4_200_000,
      checkpointSeconds: 1, ClicksJob()),
  ]

  private static let nexmark: [BenchmarkRow] = [
    BenchmarkRow(
      "nexmark-q00", "every bid", .stateless, events: 150_000_000, NexmarkQ00Job()),
    BenchmarkRow(
      "nexmark-q01", "bids in another currency", .stateless, events: 150_000_000, NexmarkQ01Job()),
    BenchmarkRow(
      "nexmark-q02", "bids on some auctions", .stateless, events: 150_000_000, NexmarkQ02Job()),
    BenchmarkRow(
      "nexmark-q03", "local items", .keyed, events: 50_000_000, NexmarkQ03Job()),
    BenchmarkRow(
      "nexmark-q04", "average winning price", .keyed, events: 20_000_000, NexmarkQ04Job()),
    BenchmarkRow("nexmark-q05", "hot items", .keyed, events: 10_000_000, NexmarkQ05Job()),
    BenchmarkRow("nexmark-q07", "highest bids", .keyed, events: 20_000_000, NexmarkQ07Job()),
    BenchmarkRow("nexmark-q08", "new users", .keyed, events: 100_000_000, NexmarkQ08Job()),
    BenchmarkRow("nexmark-q11", "bidders' sessions", .keyed, events: 10_000_000, NexmarkQ11Job()),
  ]

  /// Beside what Flink's users have to build themselves to be fast.
  private static let byHand: [BenchmarkRow] = [
    BenchmarkRow(
      "sliding-1k-by-hand", "sliding-1k beside Flink with slices made by hand", .keyed,
      events: 20_000_000, own: "sliding-1k", SlidingJob(keys: 1000)),
    BenchmarkRow(
      "nexmark-q07-by-hand", "nexmark-q07 beside Flink with highest bids per subtask by hand",
      .keyed, events: 20_000_000, own: "nexmark-q07", NexmarkQ07Job()),
  ]

  /// The rows of these names; all when there are none.
  static func named(_ names: [String]) throws -> [BenchmarkRow] {
    try names.isEmpty ? all : names.map(named)
  }

  static func named(_ name: String) throws -> BenchmarkRow {
    guard let row = all.first(where: { $0.name == name }) else {
      throw BenchmarkError("there is no row \(name); weir-bench list names them")
    }
    return row
  }
}
