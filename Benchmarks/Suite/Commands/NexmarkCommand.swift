import Glibc
import WeirRuntime

/// `weir-bench nexmark`: queries over a file of events, written out or compared with results that
/// are known.
struct NexmarkCommand: PlainCommand {
  static let name = "nexmark"
  static let usage =
    "--check DIR [--events FILE] [--parallelism N]"
    + " | --events FILE --query qNN --output FILE [--parallelism N]"

  /// Nothing: the file that belongs to the folder of ``check``.
  var events = ""
  var query = ""
  var output = ""
  /// A folder of expected results.
  var check = ""
  var parallelism = RunOptions().parallelism

  /// Why the options do not go together; nil when they do.
  var problem: String? {
    if !check.isEmpty {
      return query.isEmpty && output.isEmpty ? nil : "--check goes without --query and --output"
    }
    return events.isEmpty || query.isEmpty || output.isEmpty
      ? "nexmark needs --check, or --events, --query and --output" : nil
  }

  /// False when a query did not give what it must.
  func run() async throws -> Bool {
    if check.isEmpty {
      try await write()
      return true
    }
    let run = NexmarkRun(events: try eventsFile(), parallelism: parallelism)
    print("\(run.events), parallelism \(parallelism)")
    var areEqual = true
    for expected in try ExpectedTable.all(in: check) {
      let isEqual = await compare(expected, run)
      areEqual = areEqual && isEqual
    }
    return areEqual
  }

  /// The events that the results are of: those of `expected-X` are in `events-X.jsonl.gz` beside
  /// it.
  func eventsFile() throws -> String {
    if !events.isEmpty { return events }
    var folder = check[...]
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let name = folder.split(separator: "/").last ?? ""
    guard name.hasPrefix("expected-") else {
      throw BenchmarkError("\(check) is no folder expected-…; name its events with --events FILE")
    }
    let path = "\(folder.dropLast(name.count))events-\(name.dropFirst("expected-".count)).jsonl.gz"
    guard access(path, R_OK) == 0 else {
      throw BenchmarkError("\(path) cannot be read; name the events with --events FILE")
    }
    return path
  }

  private func compare(_ expected: ExpectedTable, _ run: NexmarkRun) async -> Bool {
    do {
      let (table, seconds) = try await run.run(expected.query)
      let difference = expected.difference(of: table)
      print(
        "  \(expected.query): \(difference == nil ? "equal" : "DIFFERENT"), \(table.lines.count)"
          + " rows, \(expected.rowCount) expected, sha256 \(table.sha256.prefix(12)),"
          + " \((seconds * 100).rounded() / 100) s" + (difference.map { "; \($0)" } ?? ""))
      return difference == nil
    } catch {
      print("  \(expected.query): FAILED: \(error)")
      return false
    }
  }

  private func write() async throws {
    let (table, seconds) = try await NexmarkRun(events: events, parallelism: parallelism).run(query)
    guard let file = fopen(output, "w") else {
      throw BenchmarkError("\(output) cannot be written: \(String(cString: strerror(errno)))")
    }
    let bytes = table.bytes
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else {
      throw BenchmarkError("\(output) cannot be written: \(String(cString: strerror(errno)))")
    }
    print(
      "\(query), parallelism \(parallelism): \(table.lines.count) rows, sha256 \(table.sha256),"
        + " \((seconds * 100).rounded() / 100) s")
  }
}

extension NexmarkCommand {
  init(_ options: inout OptionList) throws {
    events = try options.text("--events") ?? events
    query = try options.text("--query") ?? query
    output = try options.text("--output") ?? output
    check = try options.text("--check") ?? check
    parallelism = try options.number("--parallelism") ?? parallelism
    if let problem { throw BenchmarkError(problem) }
  }
}
