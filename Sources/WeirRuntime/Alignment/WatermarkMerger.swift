import WeirCore

/// Makes one watermark of those of several inputs.
///
/// Invariants: what it gives out never goes back; it is the least over the inputs that count. Idle
/// and ended inputs do not count; one that is active again counts only when its watermark has caught
/// up with what was given out. Follows Flink's `StatusWatermarkValve`.
struct WatermarkMerger: Sendable {
  /// What changed for those downstream, in order: watermark first, then status.
  struct Change: Equatable, Sendable {
    var watermark: EventTime?
    /// Set when the whole became idle (true) or active (false).
    var isIdle: Bool?
    static let none = Change()
  }

  private struct Input {
    var watermark = EventTime.distantPast
    var isIdle = false
    var hasEnded = false
    /// Whether it takes part in the minimum.
    var counts = true
  }

  private var inputs: [Input]
  private(set) var emitted: EventTime
  private var isIdle = false

  /// - Parameter restored: the watermark that a checkpoint had reached.
  init(inputCount: Int, restored: EventTime = .distantPast) {
    inputs = Array(repeating: Input(), count: inputCount)
    emitted = restored
  }

  mutating func receive(_ watermark: EventTime, from input: Int) -> Change {
    guard watermark > inputs[input].watermark else { return .none }
    inputs[input].watermark = watermark
    if watermark == .distantFuture { return end(input) }
    if !inputs[input].isIdle, !inputs[input].counts, watermark >= emitted {
      inputs[input].counts = true
    }
    return Change(watermark: advance())
  }

  mutating func setIdle(_ input: Int, _ idle: Bool) -> Change {
    guard inputs[input].isIdle != idle else { return .none }
    inputs[input].isIdle = idle
    guard idle else {
      inputs[input].counts = inputs[input].watermark >= emitted
      return Change(watermark: advance(), isIdle: change(to: false))
    }
    inputs[input].counts = false
    return settle()
  }

  mutating func end(_ input: Int) -> Change {
    inputs[input].hasEnded = true
    inputs[input].counts = false
    return settle()
  }

  /// After an input has left: the least of the rest, or, when none is left, the greatest of all, so
  /// that the result does not depend on the order in which they fell silent. The end of time counts
  /// only when all have ended: those that are idle may come back.
  private mutating func settle() -> Change {
    guard inputs.allSatisfy({ $0.isIdle || $0.hasEnded }) else {
      return Change(watermark: advance())
    }
    let open = inputs.filter { !$0.hasEnded }
    let greatest = (open.isEmpty ? inputs : open).map(\.watermark).max() ?? .distantPast
    let watermark = greatest > emitted ? greatest : nil
    emitted = max(emitted, greatest)
    return Change(watermark: watermark, isIdle: open.isEmpty ? nil : change(to: true))
  }

  private mutating func advance() -> EventTime? {
    var least: EventTime?
    for input in inputs where input.counts { least = min(least ?? input.watermark, input.watermark) }
    guard let least, least > emitted else { return nil }
    emitted = least
    return least
  }

  private mutating func change(to idle: Bool) -> Bool? {
    guard isIdle != idle else { return nil }
    isIdle = idle
    return idle
  }
}
