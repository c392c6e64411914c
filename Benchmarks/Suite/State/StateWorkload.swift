import Weir
import WeirJobs

/// A job whose state is looked at.
struct StateWorkload: Sendable {
  /// A query of Nexmark such as `q05`, or `interval-join`.
  let name: String

  /// Jobs that forget, by windows, sessions, timers and the bounds of a join.
  static let all = ["q05", "q07", "q08", "q11", "interval-join"].map { StateWorkload(name: $0) }

  /// The job on one line of generated events, and the gate that lets them come.
  func job(eventsPerSecond: Int) throws -> (any Job, NexmarkGate) {
    let gate = NexmarkGate()
    if name == "interval-join" {
      return (NewAuctionBidsJob(eventsPerSecond: eventsPerSecond, gate: gate), gate)
    }
    guard let job = NexmarkQueries.endless(name, eventsPerSecond: eventsPerSecond, gate: gate)
    else { throw BenchmarkError("there is no job \(name); give q00 to q23, or interval-join") }
    return (job, gate)
  }
}
