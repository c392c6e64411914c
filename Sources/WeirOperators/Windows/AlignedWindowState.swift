import WeirCore

/// The state of tumbling, sliding and cumulating windows: one table per slice of event time.
///
/// Invariants: slices are sorted by start, lie a multiple of the slice's length from the windows'
/// offset and are never empty once a batch is done; a window has fired exactly when its last moment
/// is at or before ``firedThrough``.
public final class AlignedWindowState<Key: FieldValue, Accumulator: FieldValue> {
  @usableFromInline struct Slice {
    @usableFromInline let start: Int64
    @usableFromInline let table: KeyedTable<Key, Accumulator>
    @inlinable init(start: Int64, table: KeyedTable<Key, Accumulator>) {
      self.start = start
      self.table = table
    }
  }

  /// What a record in a slice means, given the watermark.
  @usableFromInline enum Standing {
    /// No window over the slice has fired.
    case early
    /// Some window over it has fired and is still kept.
    case refires
    /// Some window over it is gone and no kept one has fired.
    case partlyLate
    /// All windows over it are gone.
    case late
  }

  /// A window in the middle of giving its results.
  @usableFromInline struct Firing {
    @usableFromInline let end: Int64
    @usableFromInline let table: KeyedTable<Key, Accumulator>
    /// Whether nothing else refers to the table.
    @usableFromInline let isOwned: Bool
    @usableFromInline var slot: Int
    @inlinable init(end: Int64, table: KeyedTable<Key, Accumulator>, isOwned: Bool, slot: Int) {
      self.end = end
      self.table = table
      self.isOwned = isOwned
      self.slot = slot
    }
  }

  public let windows: AlignedWindows
  public let allowedLateness: Int64
  public let keyGroups: KeyGroupRange
  @usableFromInline let sliceLength: Int64
  /// What the starts of all slices leave when divided by the slice's length.
  @usableFromInline let sliceOffset: Int64
  @exclusivity(unchecked) @usableFromInline var slices: [Slice] = []
  @exclusivity(unchecked) @usableFromInline var spareTables: [KeyedTable<Key, Accumulator>] = []
  @exclusivity(unchecked) @usableFromInline var firing: [Firing] = []
  /// The operator's watermark.
  @exclusivity(unchecked) public var watermark: Int64 = .min
  @exclusivity(unchecked) @usableFromInline var firedThrough: Int64 = .min
  /// Records that came too late for every window, for some of their windows, and behind the watermark
  /// but in time for a window that had fired.
  @exclusivity(unchecked) public var lateCount: UInt64 = 0
  @exclusivity(unchecked) public var partlyLateCount: UInt64 = 0
  @exclusivity(unchecked) public var refiringCount: UInt64 = 0

  @inlinable
  public init(windows: AlignedWindows, allowedLateness: Duration, keyGroups: KeyGroupRange) {
    self.windows = windows
    self.allowedLateness = WindowInput.lateness(allowedLateness)
    self.keyGroups = keyGroups
    sliceLength = windows.slice
    sliceOffset = windows.offset % windows.slice
  }

  /// Start of the slice that a moment lies in; nil for a moment that no event may have.
  @inlinable func sliceStart(_ time: Int64) -> Int64? {
    guard EventTime(milliseconds: time).isOfEvent else { return nil }
    return AlignedTime.floor(time &- sliceOffset, sliceLength) &+ sliceOffset
  }

  /// End of the first window over a slice.
  @inlinable func firstEnd(_ slice: Int64) -> Int64 {
    windows.end(atOrAfter: slice &+ sliceLength)
  }

  /// End of the last window over a slice.
  @inlinable func lastEnd(_ slice: Int64) -> Int64 { windows.lastEnd(over: slice) }

  @inlinable func isGone(windowEnd end: Int64) -> Bool {
    end &- 1 &+ allowedLateness <= watermark
  }

  @inlinable func standing(_ slice: Int64) -> Standing {
    let first = firstEnd(slice)
    if first &- 1 > watermark { return .early }
    if isGone(windowEnd: lastEnd(slice)) { return .late }
    var end = first
    while isGone(windowEnd: end) { end &+= windows.step }
    return end &- 1 <= watermark ? .refires : .partlyLate
  }

  /// The table of a slice, made when there is none.
  @inlinable @inline(never)
  func table(ofSlice start: Int64) -> KeyedTable<Key, Accumulator> {
    var index = slices.count
    while index > 0, slices[index - 1].start > start { index -= 1 }
    if index > 0, slices[index - 1].start == start { return slices[index - 1].table }
    let table = spareTables.popLast() ?? KeyedTable(keyGroups: keyGroups)
    slices.insert(Slice(start: start, table: table), at: index)
    return table
  }

  /// Gives a table back whose contents are no longer needed.
  @inlinable func recycle(_ table: KeyedTable<Key, Accumulator>) {
    guard spareTables.count < 4 else { return }
    table.removeAll()
    spareTables.append(table)
  }

  /// Drops the slices that no kept window covers.
  @inlinable func dropExpired() {
    let keep = slices.firstIndex { !isGone(windowEnd: lastEnd($0.start)) } ?? slices.count
    for slice in slices[..<keep] { recycle(slice.table) }
    slices.removeFirst(keep)
  }

  /// The end of the next window that has records, has not fired and ends by the watermark.
  /// - Parameter last: the window that is firing now, if any.
  @inlinable func nextEnd(after last: Int64? = nil) -> Int64? {
    var next: Int64?
    let firedThrough = max(firedThrough, last.map { $0 &- 1 } ?? .min)
    // Beyond, at the end of time, the sum below would leave the range.
    for slice in slices where firedThrough < lastEnd(slice.start) &- 1 {
      var end = firstEnd(slice.start)
      if end &- 1 <= firedThrough {
        end = windows.end(atOrAfter: firedThrough &+ 2)
      }
      if end <= lastEnd(slice.start), end &- 1 <= watermark { next = min(next ?? end, end) }
    }
    return next
  }
}
