/// One result of a window: which window, and which of its results.
///
/// A window gives several results when it fires early, or again for late records. The results of
/// one key with the same ``identity`` are about the same window; the one of the highest
/// ``revision`` stands.
public struct Pane: Hashable, Sendable {
  /// When a result comes, compared with the end of its window.
  public enum Timing: UInt8, Sendable, Hashable {
    /// Before the watermark has reached the window's last moment.
    case early = 0
    /// The first one after that.
    case onTime = 1
    /// A further one.
    case late = 2
  }

  /// The window's bounds.
  public let window: Window
  /// The bounds that the window began with. Sessions grow and keep it; of sessions that become one,
  /// the one whose first record is earliest keeps its own. No two windows of a key have the same.
  public let identity: Window
  /// 0 for the window's first result, one more for each further one; higher than those of all
  /// windows that were merged into it.
  public let revision: Int
  public let timing: Timing
  /// Whether this takes an earlier result back: what is aggregated and all else here is as it was
  /// then. Only windows that are `retracting()` have such.
  public let isRetraction: Bool

  public init(
    window: Window, identity: Window? = nil, revision: Int = 0, timing: Timing = .onTime,
    isRetraction: Bool = false
  ) {
    self.window = window
    self.identity = identity ?? window
    self.revision = revision
    self.timing = timing
    self.isRetraction = isRetraction
  }

  /// The window's start, included.
  @inlinable public var start: EventTime { window.start }
  /// The window's end, excluded.
  @inlinable public var end: EventTime { window.end }
}
