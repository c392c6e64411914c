import Weir
import WeirRuntime
import WeirStorage

/// `weir-bench upserts`: rows put into a table by a whole job, until the last is applied.
struct UpsertsCommand {
  var rows = 5_000_000
  /// 0: every row has a new key.
  var keys = 100_000
  var partitions = [1, 2, 8]
  var runs = 3

  func run() async throws -> Bool {
    print(
      "upserts of \(rows) rows, \(keys == 0 ? "all-new" : "\(keys)") keys,"
        + " a checkpoint each second, default options")
    for partitions in partitions {
      var speeds: [Double] = []
      for _ in 0..<runs { speeds.append(Double(rows) / (try await seconds(partitions))) }
      speeds.sort()
      print(
        "  \(partitions) partitions: median \(Int(speeds[speeds.count / 2])) rows/s,"
          + " min \(Int(speeds[0])), max \(Int(speeds[speeds.count - 1]))")
    }
    return true
  }

  private func seconds(_ partitions: Int) async throws -> Double {
    var job = UpsertsJob()
    job.rows = rows
    job.keys = keys
    job.partitions = partitions
    var options = RunOptions()
    options.dataDirectory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(options.dataDirectory) }
    let runner = JobRunner(job, options: options, environment: .system())
    let clock = ContinuousClock()
    let start = clock.now
    _ = try await runner.run()
    let duration = clock.now - start
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
