/// The starts of one engine's processes so far.
struct StartMeasurement {
  let name: String
  let engine: FirstRowProcess.Engine
  let keys: Int
  let parallelism: Int
  private var times: [Double] = []
  private var peakRSS: Int64 = 0

  init(_ name: String, _ engine: FirstRowProcess.Engine, keys: Int, parallelism: Int) {
    self.name = name
    self.engine = engine
    self.keys = keys
    self.parallelism = parallelism
  }

  func start(_ directory: String) throws -> ChildProcess {
    try FirstRowProcess.start(engine, keys: keys, parallelism: parallelism, directory: directory)
  }

  /// Waits for a process's first row, so long after `start`.
  mutating func add(_ child: inout ChildProcess, since start: UInt64) throws {
    times.append(Double(try FirstRowProcess.firstRow(of: &child) &- start) / 1e6)
    peakRSS = max(peakRSS, OwnProcess.peakRSS(of: child.identifier))
  }

  var result: StartResult {
    StartResult(name, engine: engine.rawValue, keys: keys, times: times, peakRSS: peakRSS)
  }
}
