import Weir

/// Makes Nexmark events from their sequence numbers: of every fifty, one person, three auctions and
/// 46 bids, with Beam's hot ratios.
struct LightGenerator: Sendable {
  private let texts = LightTexts()

  /// The source that all queries begin with.
  @inline(__always)
  static func events(_ flow: JobBuilder, _ count: Int) -> DataStream<LightEvent> {
    let generator = LightGenerator()
    return flow.source(
      "events",
      GeneratorSource(
        count: Int64(count),
        SequenceGenerator(fill: { generator.fill($0, $1, $2, $3) })
      )
    )
    .eventTime({ $0.time }, watermarks: .monotonous)
  }

  private func fill(_ batch: Batch<LightEvent>, _ first: Int64, _ stride: Int64, _ count: Int) {
    var free = batch.values + batch.count
    forEach(count, from: first, by: stride) { event in
      free.initialize(to: event)
      free += 1
    }
    batch.count &+= count
  }

  /// The events of the numbers from 0 on, one after another.
  @inline(__always) func forEach(_ count: Int, _ body: (LightEvent) -> Void) {
    forEach(count, from: 0, by: 1, body)
  }

  /// Makes kind after kind, so that no event asks which it is.
  @inline(__always) private func forEach(
    _ count: Int, from first: Int64, by stride: Int64, _ body: (LightEvent) -> Void
  ) {
    let prices = PriceScale()
    var number = first
    var left = count
    while left > 0 {
      let epoch = LightEpoch(of: number)
      if number == epoch.start {
        body(.person(epoch.person(number, texts)))
        number &+= stride
        left &-= 1
      }
      while left > 0, number < epoch.firstBid {
        body(.auction(epoch.auction(number)))
        number &+= stride
        left &-= 1
      }
      while left > 0, number < epoch.end {
        body(.bid(epoch.bid(number, prices)))
        number &+= stride
        left &-= 1
      }
    }
  }
}
