import WeirRuntime

/// The last moments of a job, for rates that neither jump nor lag.
struct ProgressHistory: Sendable {
  /// Rates are averages over this time.
  static let windowMilliseconds: Int64 = 3000
  /// More moments are not kept.
  private static let sampleLimit = 64

  private var samples: [JobProgress] = []
  /// The first moment in which the input's length was known.
  private var first: JobProgress?

  /// Adds what the job says now. A new attempt counts anew.
  mutating func add(_ progress: JobProgress) {
    if let last = samples.last,
      last.attempt != progress.attempt || last.elapsedMilliseconds > progress.elapsedMilliseconds
    {
      samples = []
      first = nil
    }
    if first?.fractionRead == nil { first = progress }
    samples.append(progress)
    let start = progress.elapsedMilliseconds - Self.windowMilliseconds
    while samples.count > Self.sampleLimit
      || samples.count > 2 && samples[1].elapsedMilliseconds <= start
    {
      samples.removeFirst()
    }
  }

  /// The rates over the last seconds.
  var rates: ProgressRates? {
    guard let oldest = samples.first, let newest = samples.last else { return nil }
    var rates = ProgressRates(from: oldest, to: newest)
    if let first {
      rates.millisecondsLeft = ProgressRates.millisecondsLeft(from: first, to: newest)
    }
    return rates
  }
}
