import Synchronization

/// What a run gave: rows and the sum of their checksums, whatever their order.
struct Tally: Equatable, Sendable {
  var count: UInt64 = 0
  var checksum: UInt64 = 0

  @inline(__always) mutating func add(_ rowChecksum: UInt64) {
    count &+= 1
    checksum &+= rowChecksum
  }
}

/// The tally of a running job, with what its sinks saw of time.
final class SharedTally: Sendable {
  private struct State {
    var tally = Tally()
    var firstRow: UInt64?
    var lastRow: UInt64?
    var pauses: [UInt64] = []
  }
  private let state = Mutex(State())

  func add(_ more: Tally) {
    state.withLock { state in
      state.tally.count &+= more.count
      state.tally.checksum &+= more.checksum
    }
  }

  /// Notes the moment of a sink's first row; the earliest counts.
  func noteFirstRow(_ moment: UInt64) {
    state.withLock { $0.firstRow = min($0.firstRow ?? moment, moment) }
  }

  /// Notes the moment of a sink's last row before a barrier; the latest counts.
  func noteLastRow(_ moment: UInt64) {
    state.withLock { $0.lastRow = max($0.lastRow ?? moment, moment) }
  }

  /// Notes how long a sink got nothing around a barrier.
  func notePause(_ nanoseconds: UInt64) { state.withLock { $0.pauses.append(nanoseconds) } }

  var value: Tally { state.withLock { $0.tally } }
  /// On the monotonic clock; nil before there was one.
  var firstRow: UInt64? { state.withLock { $0.firstRow } }
  /// Of those that came before the last barrier, on the same clock; nil when none did.
  var lastRow: UInt64? { state.withLock { $0.lastRow } }
  /// Nanoseconds, in the order in which they ended.
  var pauses: [UInt64] { state.withLock { $0.pauses } }
}
