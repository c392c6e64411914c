import Weir

/// visits(keys) → key → sessions with a gap of half a second → (key, count, sum, max).
struct SessionJob: RowJob {
  static let name = "bench-session"
  private static let gap: Int64 = 500

  var events = 0
  var total = SharedTally()
  var keys = 1000

  func define(on flow: JobBuilder) throws {
    flow.source("visits", Pair.visits(events: events, keys: UInt64(keys)))
      .eventTime({ $0.time }, watermarks: .monotonous)
      .keyed(by: { $0.key })
      .window(.session(gap: .milliseconds(Self.gap)))
      .aggregate("totals", PairAggregate<Pair>()) { key, _, total in total.of(key) }
      .sink("rows", to: TallySink(total) { $0.checksum })
  }

  /// A session of one key that may still grow.
  private struct Session: BitwiseCopyable {
    var total = PairTotal()
    var last: Int64 = 0
  }

  /// Twice in a gap it looks for sessions that are over; one that goes on too late begins anew.
  func handWritten() -> Tally {
    var tally = Tally()
    var open = LoopTable(empty: Session())
    var kept = LoopTable(empty: Session())
    var nextSweep = Self.gap / 2
    for sequence in 0..<Int64(events) {
      let visit = Pair(visit: sequence, keys: UInt64(keys))
      let now = visit.time.milliseconds
      if now >= nextSweep {
        open.forEach { key, session in
          if session.last &+ Self.gap < now {
            tally.add(session.total.of(key).checksum)
          } else {
            kept.slot(of: key).pointee = session
          }
        }
        open.removeAll()
        swap(&open, &kept)
        nextSweep = now + Self.gap / 2
      }
      let session = open.slot(of: visit.key)
      if session.pointee.total.count > 0, session.pointee.last &+ Self.gap < now {
        tally.add(session.pointee.total.of(visit.key).checksum)
        session.pointee.total = PairTotal()
      }
      session.pointee.total.add(visit.value)
      session.pointee.last = now
    }
    open.forEach { tally.add($1.total.of($0).checksum) }
    return tally
  }
}
