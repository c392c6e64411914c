/// A table of texts.
struct ReportTable {
  let title: String
  /// What has to be known to read it.
  var note = ""
  let columns: [String]
  let rows: [[String]]

  var markdown: String {
    let head = "| \(columns.joined(separator: " | ")) |"
    let rule = "| --- |" + String(repeating: " ---: |", count: max(0, columns.count - 1))
    let body = rows.map { row in
      "| \(row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
    }
    return "## \(title)\n\n" + (note.isEmpty ? "" : note + "\n\n")
      + ([head, rule] + body).joined(separator: "\n") + "\n"
  }

  var html: String {
    func cells(_ texts: [String], _ tag: String) -> String {
      "<tr>" + texts.map { "<\(tag)>\(Drawing.escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    let note = note.isEmpty ? "" : "<p>\(Drawing.escaped(note))</p>\n"
    return "<h3>\(Drawing.escaped(title))</h3>\n\(note)<div class=\"wide\"><table>\n"
      + ([cells(columns, "th")] + rows.map { cells($0, "td") }).joined(separator: "\n")
      + "\n</table></div>"
  }
}
