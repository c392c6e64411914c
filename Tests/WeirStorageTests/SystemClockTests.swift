import Testing
import WeirCore

@testable import WeirStorage

struct SystemClockTests {
  let clock = SystemClock()

  @Test("The measuring clock never goes back, and the wall clock is of this century")
  func reading() {
    let readings = (0..<1_000).map { _ in clock.monotonicNanoseconds() }
    #expect(readings == readings.sorted())
    #expect(clock.now() > ProcessingTime(milliseconds: 1_600_000_000_000))
    #expect(clock.now() < ProcessingTime(milliseconds: 4_102_444_800_000))
  }

  @Test("Sleeping takes the time asked for")
  func sleeping() async throws {
    let start = clock.monotonicNanoseconds()
    try await clock.sleep(for: .milliseconds(5))
    #expect(clock.monotonicNanoseconds() - start >= 5_000_000)
    try await clock.sleep(for: .seconds(-1))
  }

  @Test(
    "A cancelled sleep throws, however long it was to be",
    arguments: [
      Duration.seconds(3_600), .seconds(Int64.max),
    ])
  func cancelled(duration: Duration) async {
    let sleeper = Task { try await clock.sleep(for: duration) }
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }
}
