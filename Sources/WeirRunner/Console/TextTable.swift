/// Rows of text in columns.
struct TextTable: Sendable {
  enum Alignment: Sendable { case left, right }

  let alignments: [Alignment]
  private var rows: [[String]] = []

  /// - Parameters:
  ///   - headings: The first row; without them the table begins with its rows.
  init(_ alignments: [Alignment], headings: [String] = []) {
    self.alignments = alignments
    if !headings.isEmpty { rows.append(headings) }
  }

  /// Adds a row; its cells must not hold control characters.
  mutating func add(_ cells: String...) { rows.append(cells) }

  /// As ``add(_:)``, for any number of columns.
  mutating func add(row cells: [String]) { rows.append(cells) }

  /// The lines, columns two blanks apart, nothing after the last cell.
  var lines: [String] { lines(columnWidths) }

  /// What each column needs.
  var columnWidths: [Int] {
    alignments.indices.map { column in
      rows.map { column < $0.count ? DisplayWidth.columns(of: $0[column]) : 0 }.max() ?? 0
    }
  }

  /// The lines with columns of these widths; longer cells are cut.
  func lines(_ widths: [Int]) -> [String] {
    rows.map { row in
      var line = ""
      for (column, text) in row.enumerated() where column < widths.count {
        let cell = DisplayWidth.truncated(text, to: widths[column])
        let gap = String(
          repeating: " ", count: max(0, widths[column] - DisplayWidth.columns(of: cell)))
        line += (column == 0 ? "" : "  ") + (alignments[column] == .left ? cell + gap : gap + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
