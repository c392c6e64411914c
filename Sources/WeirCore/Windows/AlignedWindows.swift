/// Windows that start at fixed distances on the UTC time line, the same for all keys: tumbling,
/// sliding and cumulating ones.
///
/// They are kept as slices that every window is a whole number of, so that a record updates one
/// slice however many windows it belongs to (Carbone et al., "Cutty", CIKM 2016).
public struct AlignedWindows: Sendable, Equatable {
  /// Milliseconds from a window's start to its end; of cumulating windows the longest's.
  public let size: Int64
  /// Milliseconds from a window's end to the next window's.
  public let step: Int64
  /// Milliseconds by which windows start later than they would without; less than their period.
  public let offset: Int64
  /// Whether windows share their start for ``size`` and grow by ``step``.
  public let isCumulating: Bool
  /// What the ends of all windows leave when divided by the step.
  @usableFromInline let endPhase: Int64

  init(size: Int64, step: Int64, offset: Duration, isCumulating: Bool = false) {
    self.size = size
    self.step = step
    self.isCumulating = isCumulating
    let period = isCumulating ? size : step
    let moved = offset.milliseconds
    self.offset = period > 0 ? moved &- AlignedTime.floor(moved, period) : 0
    let firstEnd = isCumulating ? self.offset : self.offset &+ (step > 0 ? size % step : 0)
    endPhase = step > 0 ? firstEnd % step : 0
  }

  /// Windows that follow each other without gaps.
  /// - Parameter offset: how much later than at multiples of `size` since 1970 in UTC they start:
  ///   days in China are `.tumbling(every: .days(1), offset: .hours(-8))`.
  public static func tumbling(every size: Duration, offset: Duration = .zero) -> AlignedWindows {
    AlignedWindows(size: size.milliseconds, step: size.milliseconds, offset: offset)
  }

  /// Windows of `size` that start every `step`.
  /// - Parameter offset: how much later than at multiples of `step` they start.
  public static func sliding(
    size: Duration, every step: Duration, offset: Duration = .zero
  ) -> AlignedWindows {
    AlignedWindows(size: size.milliseconds, step: step.milliseconds, offset: offset)
  }

  /// Windows that start together and end one `step` after another, the last after `size`; then they
  /// start anew. A day's results so far, every hour: `.cumulating(upTo: .days(1), every: .hours(1))`.
  /// - Parameter offset: how much later than at multiples of `size` they start.
  public static func cumulating(
    upTo size: Duration, every step: Duration, offset: Duration = .zero
  ) -> AlignedWindows {
    AlignedWindows(
      size: size.milliseconds, step: step.milliseconds, offset: offset, isCumulating: true)
  }

  /// Milliseconds of a slice: every window is a whole number of them.
  public var slice: Int64 {
    if isCumulating { return step }
    var (a, b) = (size, step)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Why windows of these measures cannot be, or nil when they can.
  public var problem: String? {
    if size <= 0 { return "a window's size must be at least a millisecond, not \(size) ms" }
    if step <= 0 { return "a window's step must be at least a millisecond, not \(step) ms" }
    if step > size { return "windows of \(size) ms every \(step) ms would lose the records between" }
    if size > 1 << 60 { return "windows of \(size) ms are longer than events can lie apart" }
    if isCumulating, size % step != 0 {
      return "windows that grow by \(step) ms do not come to \(size) ms;"
        + " choose a step that divides the size"
    }
    if size / slice > 10_000 {
      return "windows of \(size) ms every \(step) ms need \(size / slice) slices each;"
        + " choose a step that divides the size better"
    }
    return nil
  }
}

/// Windows that end when a key has been silent for `gap`. Records exactly `gap` apart are in one
/// session, as in Flink.
public struct SessionWindows: Sendable, Equatable {
  /// Milliseconds of silence that end a session.
  public let gap: Int64
  public static func session(gap: Duration) -> SessionWindows {
    SessionWindows(gap: gap.milliseconds)
  }

  /// Why sessions of this gap cannot be, or nil when they can.
  public var problem: String? {
    if gap <= 0 { return "a session's gap must be at least a millisecond, not \(gap) ms" }
    if gap > 1 << 60 { return "a session's gap of \(gap) ms is longer than events can lie apart" }
    return nil
  }
}

/// One window per key over all of time, with a trigger that says when it gives a result.
///
/// A result's event time is the greatest one among the records in it.
public struct GlobalWindows: Sendable, Equatable {
  /// When the window of a key gives its result.
  public enum Trigger: Sendable, Equatable {
    /// Once, when all input has ended.
    case endOfInput
    /// After every `count` records of the key; with `purging` each result starts from nothing again.
    case count(Int, purging: Bool)

    /// After every `count` records of the key, over all its records so far.
    public static func count(_ count: Int) -> Trigger { .count(count, purging: false) }
  }
  public let trigger: Trigger
  public static func global(trigger: Trigger) -> GlobalWindows { GlobalWindows(trigger: trigger) }
  /// One result per key at the end of input.
  public static var global: GlobalWindows { GlobalWindows(trigger: .endOfInput) }
}
