/// What a trigger sees besides its own state.
///
/// The engine fills one context and uses it again for every call; a test makes its own.
public final class TriggerContext {
  /// The window that is asked about.
  public var window: Window
  /// The operator's watermark; later than the time of a timer when several were passed at once.
  public var watermark: EventTime
  /// The wall clock. Results that depend on it are not the same in a replay.
  public var processingTime: ProcessingTime
  /// The window's timers. One that is registered at or before the watermark fires with the next one.
  public let timers = Timers()

  public init(
    window: Window, watermark: EventTime = .distantPast,
    processingTime: ProcessingTime = ProcessingTime(milliseconds: 0)
  ) {
    self.window = window
    self.watermark = watermark
    self.processingTime = processingTime
  }

  /// Whether the watermark has reached the window's last moment.
  @inlinable public var isPastEnd: Bool { window.lastMoment <= watermark }
}
