/// Decides how far event time has come, from the event times seen on one split.
public protocol WatermarkGenerator: Sendable {
  /// Sees the event times of the next records, in order.
  mutating func observe(_ times: UnsafeBufferPointer<EventTime>)
  /// No record at or before this time is expected any more. Never smaller than before.
  var watermark: EventTime { get }
  /// What a checkpoint keeps, so that the watermark is the same after a restore.
  var snapshot: Int64 { get }
  /// Takes up what ``snapshot`` returned.
  mutating func restore(_ snapshot: Int64)
}

/// How a stream's watermarks are made, per split of its source.
public struct WatermarkStrategy: Sendable {
  /// Makes the generator of one split.
  public let makeGenerator: @Sendable () -> any WatermarkGenerator
  /// A split that could have been read but was silent for so long no longer holds watermarks back;
  /// nil: it holds them back for ever.
  public var idleTimeout: Duration?
  /// Whether a watermark goes out behind every record that raises it; otherwise they come behind
  /// batches, whose size is up to the engine.
  public var isPunctuated = false

  public init(
    idleTimeout: Duration? = nil,
    makeGenerator: @escaping @Sendable () -> any WatermarkGenerator
  ) {
    self.idleTimeout = idleTimeout
    self.makeGenerator = makeGenerator
  }

  /// Event times never go back within a split.
  public static var monotonous: WatermarkStrategy { .boundedOutOfOrderness(.zero) }

  /// Records come at most `bound` behind the newest one of their split.
  public static func boundedOutOfOrderness(_ bound: Duration) -> WatermarkStrategy {
    WatermarkStrategy { BoundedOutOfOrdernessGenerator(bound: bound) }
  }

  /// A generator of your own, made anew for each split.
  public static func custom(
    _ makeGenerator: @escaping @Sendable () -> any WatermarkGenerator
  ) -> WatermarkStrategy {
    WatermarkStrategy(makeGenerator: makeGenerator)
  }

  /// The same strategy with an idle timeout.
  public func idle(after timeout: Duration) -> WatermarkStrategy {
    var strategy = self
    strategy.idleTimeout = timeout
    return strategy
  }

  /// The same strategy with a watermark behind every record that raises it.
  ///
  /// Each record of a split is then late or not by the records before it alone, in every run and at
  /// every parallelism, as long as time depends on that split only. It costs speed: the source is
  /// read record by record, and every watermark goes to all subtasks.
  public func punctuated() -> WatermarkStrategy {
    var strategy = self
    strategy.isPunctuated = true
    return strategy
  }
}

/// Greatest event time seen, less the bound, less one millisecond: a record exactly at the bound is
/// still expected.
public struct BoundedOutOfOrdernessGenerator: WatermarkGenerator {
  let bound: Duration
  private var greatest: Int64 = .min

  public init(bound: Duration) { self.bound = bound }

  public mutating func observe(_ times: UnsafeBufferPointer<EventTime>) {
    var greatest = greatest
    for time in times { greatest = max(greatest, time.milliseconds) }
    self.greatest = greatest
  }

  public var watermark: EventTime {
    guard greatest != .min else { return .distantPast }
    return (EventTime(milliseconds: greatest) - bound).advanced(byMilliseconds: -1)
  }

  public var snapshot: Int64 { greatest }
  public mutating func restore(_ snapshot: Int64) { greatest = max(greatest, snapshot) }
}
