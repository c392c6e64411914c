import Weir
import WeirJobs

/// The jobs whose state is looked at.
enum StateWorkload: String, CaseIterable {
  case q05, q07, q08, q11
  case intervalJoin = "interval-join"

  /// The job on one line of generated events, and the gate that lets them come.
  func job(eventsPerSecond: Int) throws -> (any Job, NexmarkGate) {
    let gate = NexmarkGate()
    if self == .intervalJoin {
      return (NewAuctionBidsJob(eventsPerSecond: eventsPerSecond, gate: gate), gate)
    }
    guard
      let job = NexmarkQueries.endless(rawValue, eventsPerSecond: eventsPerSecond, gate: gate)
    else { throw BenchmarkError("there is no query \(rawValue)") }
    return (job, gate)
  }
}
