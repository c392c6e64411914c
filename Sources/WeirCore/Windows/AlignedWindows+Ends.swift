/// Where windows lie. All moments are milliseconds at which events may be, or ends of windows around
/// such moments.
extension AlignedWindows {
  /// The first end of a window at or after a moment.
  @inlinable @inline(__always)
  public func end(atOrAfter time: Int64) -> Int64 {
    AlignedTime.ceiling(time &- endPhase, step) &+ endPhase
  }

  /// The end of the last window that a moment lies in.
  @inlinable @inline(__always)
  public func lastEnd(over time: Int64) -> Int64 {
    AlignedTime.floor(time &- offset, isCumulating ? size : step) &+ offset &+ size
  }

  /// The start of the window that has an end.
  @inlinable @inline(__always)
  public func start(ofWindowEndingAt end: Int64) -> Int64 {
    isCumulating ? AlignedTime.floor(end &- 1 &- offset, size) &+ offset : end &- size
  }

  /// The window that has an end.
  @inlinable public func window(endingAt end: Int64) -> Window {
    Window(
      start: EventTime(milliseconds: start(ofWindowEndingAt: end)),
      end: EventTime(milliseconds: end))
  }

  /// All windows that a moment lies in, earliest end first.
  @inlinable public func windows(at time: Int64) -> [Window] {
    var windows: [Window] = []
    appendWindows(at: time, to: &windows)
    return windows
  }

  /// Appends all windows that a moment lies in, earliest end first.
  @inlinable public func appendWindows(at time: Int64, to windows: inout [Window]) {
    var end = end(atOrAfter: time &+ 1)
    let last = lastEnd(over: time)
    while end <= last {
      windows.append(window(endingAt: end))
      end &+= step
    }
  }
}
