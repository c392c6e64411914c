import Weir

/// `weir-bench upserts`: rows put into a table by a whole job, until the last is applied.
struct UpsertsCommand: PlainCommand {
  static let name = "upserts"
  static let usage = "[--rows N] [--keys N|new] [--partitions N,N…] [--runs N]"

  var rows = 5_000_000
  /// 0: every row has a new key.
  var keys = 100_000
  var partitions = [1, 2, 8]
  var runs = 3

  func run() async throws -> Bool {
    print(
      "upserts of \(rows) rows, \(keys == 0 ? "all-new" : "\(keys)") keys,"
        + " a checkpoint each second, default options")
    var isRight = true
    for partitions in partitions {
      var row = MeasuredRow(rows, "rows")
      for _ in 0..<runs {
        let (measured, problem) = try await once(partitions)
        if let problem {
          isRight = false
          print("  \(partitions) partitions: WRONG: \(problem)")
        }
        row.add(measured)
      }
      print("  \(partitions) partitions: \(row.text)\(isRight ? "; rows are right" : "")")
    }
    return isRight
  }

  private func once(_ partitions: Int) async throws -> (Measured, problem: String?) {
    var job = UpsertsJob()
    job.rows = rows
    job.keys = keys
    job.partitions = partitions
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    let measured = try await Measured.run(job, in: directory)
    return (measured, try UpsertsCheck(rows: rows, keys: keys).problem(dataDirectory: directory))
  }
}

extension UpsertsCommand {
  init(_ options: inout OptionList) throws {
    if let text = try options.text("--keys") {
      guard let number = text == "new" ? 0 : Int(text), number >= 0 else {
        throw BenchmarkError("--keys is \(text); say a number, or new for as many as rows")
      }
      keys = number
    }
    partitions = try options.numbers("--partitions") ?? partitions
    rows = try options.number("--rows") ?? rows
    runs = try options.number("--runs") ?? runs
  }
}
