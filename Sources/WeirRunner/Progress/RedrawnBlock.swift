/// Lines on a terminal that are drawn over the ones before.
///
/// The cursor always stands at the start of the line below the block and is never hidden, so a
/// process that dies at any moment leaves the terminal as a shell wants it.
struct RedrawnBlock: Sendable {
  private var drawn: [String] = []

  /// What to write so that `lines` stand where the last ones stood.
  /// - Parameter columns: The terminal's width now; what a narrower one has wrapped is cleared too.
  mutating func draw(_ lines: [String], columns: Int) -> [UInt8] {
    let width = max(1, columns)
    let rows = drawn.reduce(0) { rows, line in
      rows + max(1, (DisplayWidth.columns(of: line) + width - 1) / width)
    }
    var text = rows > 0 ? "\u{1B}[\(rows)A" : ""
    text += "\r"
    for line in lines { text += line + "\u{1B}[K\n" }
    // Clears what is left of a longer block.
    text += "\u{1B}[J"
    drawn = lines
    return Array(text.utf8)
  }
}
