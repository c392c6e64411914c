import WeirCore

extension GeneralWindowState {
  /// The index of the window that a new one became part of; nil when it is over. Windows are merged
  /// before lateness is judged: what touches a live window is in time.
  ///
  /// A merged window reaches from the earliest start to the latest end of its parts. So it ends no
  /// earlier than a live one, and merging never puts it behind the watermark.
  @inlinable func merge(
    _ window: Window, into set: inout [Kept], _ key: Panes.Key, _ hash: UInt64,
    _ now: ProcessingTime
  ) throws -> Int? {
    let touched = set.indices.filter { set[$0].touches(window) }
    guard let first = touched.first, let last = touched.last else {
      return place(window, in: &set, key, hash)
    }
    let whole = Window(
      start: min(set[first].start, window.start),
      end: max(touched.map { set[$0].end }.max() ?? window.end, window.end))
    if first == last, set[first].window == whole { return first }
    // Windows that do not touch each other but all touch a new one lie side by side.
    var parts = Array(set[first...last])
    set.removeSubrange(first...last)
    var merged = try united(&parts, whole)
    merged.state = try ask(&merged, key, hash, now) { _, context in
      try trigger.onMerge(parts.map { $0.state ?? trigger.makeState() }, context: context)
    }
    for index in parts.indices {
      try clear(&parts[index], key, hash, now)
    }
    set.insert(merged, at: first)
    enqueue(FiredTimer(time: endOfLife(whole), kind: .eventTime), key, hash)
    return first
  }

  /// One window of all parts, without their timers. Their contents go over to it.
  @inlinable func united(_ parts: inout [Kept], _ whole: Window) throws -> Kept {
    var merged = Kept(whole)
    merged.firstStart = parts[0].firstStart
    merged.firstEnd = parts[0].firstEnd
    var contents: Panes.Contents?
    for index in parts.indices {
      if let more = parts[index].contents.take() {
        if var some = contents.take() {
          try panes.merge(more, into: &some)
          contents = some
        } else {
          contents = more
        }
      }
      if let latest = parts[index].latest { merged.latest = max(merged.latest ?? latest, latest) }
      merged.revision = max(merged.revision, parts[index].revision)
      merged.isPastOnTime = merged.isPastOnTime || parts[index].isPastOnTime
      merged.standing += parts[index].standing
    }
    merged.contents = contents
    // A window that grew beyond the watermark has a first result to give again.
    if whole.lastMoment > watermark { merged.isPastOnTime = false }
    return merged
  }

  /// Tells the trigger that a window is gone. Timers that it asks for then are not.
  @inlinable func clear(
    _ kept: inout Kept, _ key: Panes.Key, _ hash: UInt64, _ now: ProcessingTime
  ) throws {
    context.window = kept.window
    context.watermark = watermark
    context.processingTime = now
    var state = kept.state.take() ?? trigger.makeState()
    try trigger.clear(state: &state, context: context)
    context.timers.removeAll()
  }
}
