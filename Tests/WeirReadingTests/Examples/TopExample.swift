import Weir

/// Keeps the three best results of each player in a table, always up to date.
struct BestResults: Job {
  static let name = "best-results"

  struct Result: Record {
    var player = ""
    var rank = 0
    var points = 0

    init() {}
    init(_ player: String, rank: Int = 0, _ points: Int) {
      (self.player, self.rank, self.points) = (player, rank, points)
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("player", &player)
      try field("rank", &rank)
      try field("points", &points)
    }
  }

  func define(on flow: JobBuilder) throws {
    flow.source(
      "results",
      GeneratorSource(
        count: 1_000, splitCount: 1,
        SequenceGenerator { Result($0 % 2 == 0 ? "anna" : "bo", Int($0 * 7_919 % 1_000)) })
    )
    .keyed(by: \.player)
    .top("best", 3, retention: .forever, by: { $0.points > $1.points }) { result, rank in
      Result(result.player, rank: rank, result.points)
    }
    .sink("best-results", to: TableSink(key: \.player, \.rank))
  }
}
