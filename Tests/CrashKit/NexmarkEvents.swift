/// Generated events for which the results of Apache Flink are known.
enum NexmarkEvents: String, CaseIterable {
  case inOrder = "20k"
  case outOfOrder = "40k-ooo"

  /// The parameters of a query's job that generate them.
  var arguments: [String] {
    let parameters =
      switch self {
      case .inOrder: "--generate 20000 --event-rate 100"
      case .outOfOrder:
        "--generate 40000 --event-rate 2000 --base-time 1436947190000 --shuffled 3000"
      }
    return (parameters + " --splits 1").split(separator: " ").map(String.init)
  }

  /// Queries with joins, windows, sessions, and ties that the order of arrival decides.
  static let queries = ["q03", "q05", "q08", "q09", "q11", "q18", "q19", "q20"]

  /// What these events give.
  /// - Parameter place: A table of events, query, number of rows and SHA-256; or a directory with
  ///   `expected-<events>/MANIFEST.tsv`, tables of query, number of rows and SHA-256.
  func expectation(of query: String, in place: String) throws -> Expectation {
    let isDirectory = Files.isDirectory(place)
    let table = isDirectory ? "\(place)/expected-\(rawValue)/MANIFEST.tsv" : place
    guard let content = Files.read(table) else { throw Files.failure("open", table) }
    for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
      var cells = line.split(separator: "\t").map(String.init)
      if !isDirectory {
        guard cells.first == rawValue else { continue }
        cells.removeFirst()
      }
      guard cells.count >= 3, cells[0] == query, let count = Int(cells[1]) else { continue }
      return Expectation([SinkDigest(sink: "result", sha256: cells[2], lineCount: count)])
    }
    throw CrashError.usage("\(table) has no result of \(query) for the events \(rawValue)")
  }
}
