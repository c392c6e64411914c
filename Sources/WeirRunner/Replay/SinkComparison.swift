import WeirCore

/// One sink's results of a replay against the original's, as `weir replay --compare` shows them.
struct SinkComparison: Record {
  var sink = ""
  /// `equal`, `different`, or `not comparable`.
  var verdict = ""
  var equal: UInt64 = 0
  var missing: UInt64 = 0
  var extra: UInt64 = 0
  var different: UInt64 = 0
  var examples: [String] = []

  init() {}

  init(sink: String, original: NetEffect?, replay: NetEffect?) {
    self.sink = sink
    guard let original, let replay else {
      verdict = "not comparable"
      return
    }
    let difference = original.difference(from: replay)
    verdict = difference.isEqual ? "equal" : "different"
    equal = difference.equal
    missing = difference.missing
    extra = difference.extra
    different = difference.different
    examples = difference.examples
  }

  var isEqual: Bool { verdict == "equal" }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("verdict", &verdict)
    try field("equal", &equal)
    try field("missing", &missing)
    try field("extra", &extra)
    try field("different", &different)
    try field("examples", &examples)
  }
}

/// All of a replay's sinks.
struct ReplayReport: Record {
  var job = ""
  var from = ""
  var until = ""
  var isEqual = true
  var sinks: [SinkComparison] = []
  /// Operators whose results rest on the order in which records of several inputs meet.
  var dependOnOrder: [String] = []

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("from", &from)
    try field("until", &until)
    try field("equal", &isEqual)
    try field("sinks", &sinks)
    try field("depend_on_order", &dependOnOrder)
  }

  /// For people.
  var lines: [String] {
    var table = TextTable(
      [.left, .left, .right, .right, .right, .right],
      headings: ["sink", "result", "equal", "missing", "extra", "different"])
    for sink in sinks {
      table.add(
        PrintableText.escaped(sink.sink), sink.verdict, Quantity.exact(sink.equal),
        Quantity.exact(sink.missing), Quantity.exact(sink.extra), Quantity.exact(sink.different))
    }
    var lines = table.lines
    for sink in sinks {
      lines += sink.examples.map { "  \(PrintableText.escaped(sink.sink)): \(PrintableText.escaped($0))" }
    }
    if !dependOnOrder.isEmpty {
      lines.append(
        "results may depend on the order in which inputs meet: \(dependOnOrder.joined(separator: ", "))")
    }
    lines.append(
      isEqual
        ? "\(job): the replay of \(from) to \(until) is equal"
        : "\(job): the replay of \(from) to \(until) is different")
    return lines
  }
}
