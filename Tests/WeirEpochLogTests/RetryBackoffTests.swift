import Testing
import WeirCore

@testable import WeirEpochLog

@Suite struct RetryBackoffTests {
  private func options(base: Duration, cap: Duration, jitter: Duration) -> StoreOptions {
    StoreOptions(retryBase: base, retryCap: cap, retryJitter: jitter)
  }

  @Test func `The wait doubles with each failure until it reaches the cap`() {
    let backoff = RetryBackoff(StoreOptions(retryJitter: .zero))
    let waits = (1...8).map { backoff.delay(failureCount: $0, random: .max) }
    #expect(waits == [1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
  }

  @Test func `The random part lies between nothing and the jitter, and the cap holds with it`() {
    let backoff = RetryBackoff(StoreOptions())
    #expect(backoff.delay(failureCount: 1, random: 0) == .seconds(1))
    #expect(backoff.delay(failureCount: 1, random: .max) == .milliseconds(1500))
    #expect(backoff.delay(failureCount: 1, random: 1 << 63) == .milliseconds(1250))
    #expect(backoff.delay(failureCount: 6, random: .max) == .seconds(30))
  }

  @Test func `No number of failures and no option makes it trap`() {
    let durations: [Duration] = [
      .zero, .nanoseconds(1), .seconds(1), .seconds(Int64.max), .seconds(-1),
    ]
    for base in durations {
      for cap in durations {
        for jitter in durations {
          let backoff = RetryBackoff(options(base: base, cap: cap, jitter: jitter))
          for count in [Int.min, 0, 1, 2, 63, 64, 65, Int.max] {
            for random: UInt64 in [0, .max] {
              let wait = backoff.delay(failureCount: count, random: random)
              #expect(wait >= .zero && wait <= max(.zero, cap))
            }
          }
        }
      }
    }
  }
}
