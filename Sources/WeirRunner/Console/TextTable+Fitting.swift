extension TextTable {
  /// The lines in at most so many columns: the widest left-aligned cells are cut, and end in `…`.
  /// Nil when there are too many columns for that.
  func lines(fitting width: Int) -> [String]? {
    var widths = columnWidths
    let gaps = 2 * max(0, widths.count - 1)
    var excess = widths.reduce(gaps, +) - width
    while excess > 0 {
      let candidates = widths.indices.filter { alignments[$0] == .left && widths[$0] > Self.leastWidth }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
      excess -= 1
    }
    return lines(widths)
  }

  /// Less says nothing about a cell.
  private static var leastWidth: Int { 6 }
}
