import WeirCore

extension GeneralWindowState {
  /// The index of the window that a new one became part of; nil when it is over. Windows are merged
  /// before lateness is judged: what touches a live window is in time.
  ///
  /// A merged window reaches from the earliest start to the latest end of its parts. So it ends no
  /// earlier than a live one, and merging never puts it behind the watermark.
  @inlinable func merge(
    _ window: Window, into set: inout [Kept], _ now: ProcessingTime
  ) throws -> Int? {
    guard let first = set.firstIndex(where: { $0.touches(window) }) else {
      return place(window, in: &set)
    }
    // What touches a new window lies side by side.
    var last = first
    while last + 1 < set.count, set[last + 1].touches(window) { last += 1 }
    // Windows that do not touch each other end in the order in which they start.
    let whole = Window(
      start: min(set[first].start, window.start), end: max(set[last].end, window.end))
    if first == last {
      if set[first].window != whole { try grow(&set[first], to: whole, now) }
      return first
    }
    var parts = Array(set[first...last])
    set.removeSubrange(first...last)
    var merged = try united(&parts, whole)
    merged.state = try ask(&merged, now) { _, context in
      try trigger.onMerge(parts.map { $0.state ?? trigger.makeState() }, context: context)
    }
    for index in parts.indices {
      try clear(parts[index].window, parts[index].state ?? trigger.makeState(), now)
    }
    set.insert(merged, at: first)
    return first
  }

  /// Gives one window other bounds: to its trigger it is another window.
  @inlinable func grow(
    _ kept: inout Kept, to whole: Window, _ now: ProcessingTime
  ) throws {
    let before = kept.window
    let state = kept.state.take() ?? trigger.makeState()
    kept.start = whole.start
    kept.end = whole.end
    kept.eventTimers.removeAll(keepingCapacity: true)
    kept.processingTimers.removeAll(keepingCapacity: true)
    if whole.lastMoment > watermark { kept.isPastOnTime = false }
    kept.state = try ask(&kept, now) { _, context in
      try trigger.onMerge([state], context: context)
    }
    try clear(before, state, now)
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
  @inlinable func clear(_ window: Window, _ state: T.State, _ now: ProcessingTime) throws {
    context.window = window
    context.watermark = watermark
    context.processingTime = now
    var state = state
    try trigger.clear(state: &state, context: context)
    context.timers.removeAll()
  }
}
