import WeirCore

/// The watermark of an operator that only passes it on.
public final class ReachedWatermark {
  public private(set) var watermark = EventTime.distantPast
  public init() {}
  /// Takes a watermark; always done at once.
  public func advance(to watermark: EventTime) -> Bool {
    self.watermark = max(self.watermark, watermark)
    return true
  }
  /// Takes up a watermark and returns it.
  public func restore(_ watermark: EventTime) -> EventTime {
    self.watermark = watermark
    return watermark
  }
}
