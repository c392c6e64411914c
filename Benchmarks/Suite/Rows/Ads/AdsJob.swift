import Weir

/// Ad events → views → (ad, time) → the ad's campaign → count in tumbling windows of ten seconds.
struct AdsJob: RowJob {
  static let name = "bench-ysb"
  private static let windowLength: Int64 = 10_000

  var events = 0
  var total = SharedTally()

  /// A constant and no local: a closure that captures nothing is compiled into its operator's loop.
  private static let campaigns = AdTexts.campaigns()

  func define(on flow: JobBuilder) throws {
    flow.source("ads", GeneratorSource(count: Int64(events), Self.generator()))
      .filter { $0.eventType == "view" }
      .compactMap { View(ad: $0.ad, time: $0.time) }
      .compactMap { view in
        Self.campaigns[view.ad].map { CampaignView(campaign: $0, time: view.time) }
      }
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.campaign })
      .window(.tumbling(every: .milliseconds(Self.windowLength)))
      .aggregate("views", .count()) { campaign, window, count in
        Row(campaign: campaign, start: window.start, count: Int64(count))
      }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  private static func generator() -> SequenceGenerator<AdEvent> {
    let texts = AdTexts()
    return SequenceGenerator(fill: { batch, first, stride, count in
      var (millisecond, time) = (Int64(-1), InlineString<2>())
      let free = batch.values + batch.count
      for index in 0..<count {
        let sequence = first &+ Int64(index) &* stride
        if AdTexts.time(of: sequence) != millisecond {
          millisecond = AdTexts.time(of: sequence)
          time = AdTexts.text(ofTime: millisecond)
        }
        texts.make(sequence, time: time, in: &free[index])
      }
      batch.count &+= count
    })
  }

  func handWritten() -> Tally {
    let texts = AdTexts()
    let campaigns = LoopTextTable<AdID, AdID>(empty: AdID())
    for (ad, campaign) in AdTexts.campaigns() { campaigns.slot(of: ad).pointee = campaign }
    let counts = LoopTextTable<AdID, Int64>(empty: 0)
    var tally = Tally()
    var start: Int64 = 0
    var (millisecond, text) = (Int64(-1), InlineString<2>())
    var event = AdEvent()
    func close() {
      counts.forEach { campaign, count in
        tally.add(
          Row(campaign: campaign, start: EventTime(milliseconds: start), count: count).checksum)
      }
      counts.removeAll()
    }
    for sequence in 0..<Int64(events) {
      if AdTexts.time(of: sequence) != millisecond {
        millisecond = AdTexts.time(of: sequence)
        text = AdTexts.text(ofTime: millisecond)
      }
      texts.make(sequence, time: text, in: &event)
      guard event.eventType == "view", let time = Int64(event.time),
        let campaign = campaigns.find(event.ad)
      else { continue }
      if time >= start &+ Self.windowLength {
        close()
        start = time / Self.windowLength &* Self.windowLength
      }
      counts.slot(of: campaign.pointee).pointee &+= 1
    }
    close()
    return tally
  }

  struct View: Record {
    var ad = AdID()
    var time = EventTime.zero

    init() {}

    /// Nil for a time that is no number.
    @inline(__always) init?(ad: AdID, time: InlineString<2>) {
      guard let milliseconds = Int64(time) else { return nil }
      self.ad = ad
      self.time = EventTime(milliseconds: milliseconds)
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("ad_id", &ad)
      try field("event_time", &time)
    }
  }

  struct CampaignView: Record {
    var campaign = AdID()
    var time = EventTime.zero

    init() {}
    @inline(__always) init(campaign: AdID, time: EventTime) {
      self.campaign = campaign
      self.time = time
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("campaign_id", &campaign)
      try field("event_time", &time)
    }
  }

  struct Row: Record {
    var campaign = AdID()
    var start = EventTime.zero
    var count: Int64 = 0

    init() {}
    @inline(__always) init(campaign: AdID, start: EventTime, count: Int64) {
      self.campaign = campaign
      self.start = start
      self.count = count
    }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("campaign_id", &campaign)
      try field("window_start", &start)
      try field("count", &count)
    }

    @inline(__always) var checksum: UInt64 {
      Mix.row(Mix.fnv(campaign.utf8), count, start.milliseconds)
    }
  }
}
