import Synchronization
import WeirCore

/// A clock that goes on only when it is told to.
final class StoppedClock: ProcessingClock {
  private let nanoseconds: Mutex<UInt64>
  private let wallMilliseconds: Mutex<Int64>

  init(nanoseconds: UInt64 = 1_000_000_000, wallMilliseconds: Int64 = 0) {
    self.nanoseconds = Mutex(nanoseconds)
    self.wallMilliseconds = Mutex(wallMilliseconds)
  }

  func advance(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let added = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    nanoseconds.withLock { $0 += added }
    wallMilliseconds.withLock { $0 += duration.milliseconds }
  }

  func now() -> ProcessingTime {
    ProcessingTime(milliseconds: wallMilliseconds.withLock { $0 })
  }
  func monotonicNanoseconds() -> UInt64 { nanoseconds.withLock { $0 } }
  func sleep(for duration: Duration) async throws { advance(duration) }
}
