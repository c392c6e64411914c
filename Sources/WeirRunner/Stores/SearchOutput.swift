import WeirCore
import WeirFormats
import WeirSearchStore

/// Writes what a search found for people, or as JSON for programs.
struct SearchOutput {
  let context: CommandContext
  let name: String
  let epoch: CheckpointID
  let schema: SearchSchema
  let options: SearchOptions
  /// Columns of the terminal.
  let width: Int

  func show(_ results: SearchResults) throws {
    if context.wantsJSON {
      context.console.write(try json(results) + [UInt8(ascii: "\n")], to: .standard)
      return
    }
    for (index, hit) in results.hits.enumerated() {
      for line in lines(of: hit, number: options.offset + index + 1) {
        // Every piece that comes from a document is escaped; the marks are not.
        context.console.write(Array((line + "\n").utf8), to: .standard)
      }
    }
    for facet in results.facets { show(facet) }
    let all = StoreAccess.counted(results.total, "document")
    context.console.say("\(all) at \(epoch)\(shown(results))")
  }

  private func shown(_ results: SearchResults) -> String {
    if results.hits.count == results.total { return "" }
    // Far beyond the last hit the numbers of hits would overflow.
    if results.hits.isEmpty { return ", none of them here" }
    return ", \(options.offset + 1) to \(options.offset + results.hits.count) of them here"
  }

  private var marks: (open: String, close: String) {
    context.console.isTerminal(.standard) ? ("\u{1B}[1m", "\u{1B}[22m") : ("**", "**")
  }

  private func lines(of hit: SearchHit, number: Int) -> [String] {
    let score = hit.score.map { "  score \(Self.rounded($0))" } ?? ""
    var lines = [fitting("\(number). \(PrintableText.escaped(hit.id))\(score)")]
    let names = schema.documentFields.map { PrintableText.escaped($0.name) }
    let nameWidth = names.map(DisplayWidth.columns).max() ?? 0
    for (index, field) in schema.documentFields.enumerated() where field.name != schema.id {
      let gap = String(
        repeating: " ", count: nameWidth - DisplayWidth.columns(of: names[index]) + 2)
      let start = "   " + names[index] + gap
      if let highlight = hit.highlights.first(where: { $0.field == field.name }) {
        lines.append(start + marked(highlight.text, of: field))
      } else {
        let text = field.text(of: hit.document.values[index])
        lines.append(fitting(start + PrintableText.escaped(text)))
      }
    }
    return lines
  }

  /// Matches are marked; texts of an array stand a line each.
  private func marked(_ text: HighlightedText, of field: SearchField) -> String {
    let (open, close) = marks
    return text.marked(open, close) { run in
      PrintableText.escaped(field.kind == .texts ? run.replacing("\n", with: ", ") : run)
    }
  }

  private func fitting(_ line: String) -> String {
    width == .max ? line : DisplayWidth.truncated(line, to: width)
  }

  private func show(_ facet: FacetCounts) {
    guard let field = schema.field(facet.field) else { return }
    var table = TextTable(
      [.left, .right], headings: [PrintableText.escaped(facet.field), "documents"])
    for count in facet.counts {
      table.add(
        PrintableText.escaped(field.text(of: count.value)), Quantity.exact(UInt64(count.count)))
    }
    if facet.otherCount > 0 { table.add("other values", Quantity.exact(UInt64(facet.otherCount))) }
    for line in table.lines(fitting: width) ?? table.lines { context.console.say(line) }
    context.console.say("")
  }

  /// Three places behind the point.
  private static func rounded(_ score: Double) -> String {
    let thousandths = (score * 1000).rounded()
    guard abs(thousandths) < 1e15 else { return "\(score)" }
    let digits = String(abs(Int(thousandths)))
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return (thousandths < 0 ? "-" : "") + padded.dropLast(3) + "." + padded.suffix(3)
  }
}

extension SearchOutput {
  /// One JSON object.
  private func json(_ results: SearchResults) throws -> [UInt8] {
    let hits = try results.hits.map { hit in
      try Self.object([
        ("id", try JSON.encode(hit.id)), ("score", try hit.score.map { try JSON.encode($0) }),
        ("document", Array(try hit.document.json().utf8)),
        ("highlights", options.highlighting == nil ? nil : try highlights(of: hit)),
      ])
    }
    let facets = try results.facets.map { facet in
      try Self.object([
        ("field", try JSON.encode(facet.field)), ("counts", try counts(of: facet)),
        ("other", try JSON.encode(facet.otherCount)),
      ])
    }
    return try Self.object([
      ("index", try JSON.encode(name)), ("epoch", try JSON.encode(epoch.number)),
      ("total", try JSON.encode(results.total)), ("hits", Self.array(hits)),
      ("facets", options.facets.isEmpty ? nil : Self.array(facets)),
    ])
  }

  /// Each matching field with its text, matches between `**`.
  private func highlights(of hit: SearchHit) throws -> [UInt8] {
    try Self.object(
      hit.highlights.map { ($0.field, try JSON.encode($0.text.marked("**", "**"))) })
  }

  private func counts(of facet: FacetCounts) throws -> [UInt8] {
    guard let field = schema.field(facet.field) else { return Self.array([]) }
    return Self.array(
      try facet.counts.map { count in
        try Self.object([
          ("value", try field.json(of: count.value)), ("count", try JSON.encode(count.count)),
        ])
      })
  }

  /// Members without a value are left out.
  private static func object(_ members: [(name: String, json: [UInt8]?)]) throws -> [UInt8] {
    let present = try members.compactMap { member in
      try member.json.map { try JSON.encode(member.name) + [UInt8(ascii: ":")] + $0 }
    }
    return [UInt8(ascii: "{")] + present.joined(separator: [UInt8(ascii: ",")])
      + [UInt8(ascii: "}")]
  }

  private static func array(_ elements: [[UInt8]]) -> [UInt8] {
    [UInt8(ascii: "[")] + elements.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
  }
}
