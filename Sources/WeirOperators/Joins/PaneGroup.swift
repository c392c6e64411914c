import WeirCore

/// The records of both sides in one window of a key with a trigger, and which of its results they
/// make.
public struct PaneGroup<Left: FieldValue, Right: FieldValue>: Record, JoinGroup {
  public var start = EventTime.zero
  public var end = EventTime.zero
  public var firstStart = EventTime.zero
  public var firstEnd = EventTime.zero
  public var revision = 0
  public var timing = Pane.Timing.onTime.rawValue
  public var isRetraction = false
  public var sides = GroupSides<Left, Right>()

  @inlinable public init() {}

  @inlinable public init(_ pane: Pane, _ sides: GroupSides<Left, Right>) {
    start = pane.window.start
    end = pane.window.end
    firstStart = pane.identity.start
    firstEnd = pane.identity.end
    revision = pane.revision
    timing = pane.timing.rawValue
    isRetraction = pane.isRetraction
    self.sides = sides
  }

  @inlinable public var place: Pane {
    Pane(
      window: Window(start: start, end: end), identity: Window(start: firstStart, end: firstEnd),
      revision: revision, timing: Pane.Timing(rawValue: timing) ?? .onTime,
      isRetraction: isRetraction)
  }

  @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("start", &start)
    try field("end", &end)
    try field("firstStart", &firstStart)
    try field("firstEnd", &firstEnd)
    try field("revision", &revision)
    try field("timing", &timing)
    try field("isRetraction", &isRetraction)
    try field("sides", &sides)
  }
}
