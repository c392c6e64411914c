import Synchronization
import Testing
import WeirCore
import WeirTestKit

struct ManualClockTests {
  @Test("Time stands still until it is advanced, and both clocks move together")
  func advancing() {
    let clock = ManualClock(now: ProcessingTime(milliseconds: 1_000))
    #expect(clock.now() == ProcessingTime(milliseconds: 1_000))
    #expect(clock.monotonicNanoseconds() == 0)
    clock.advance(by: .milliseconds(250))
    #expect(clock.now() == ProcessingTime(milliseconds: 1_250))
    #expect(clock.monotonicNanoseconds() == 250_000_000)
  }

  @Test("The wall clock may jump back; the measuring clock does not, and nobody wakes")
  func jumping() async {
    let clock = ManualClock(now: ProcessingTime(milliseconds: 1_000))
    let sleeper = Task { try await clock.sleep(for: .seconds(1)) }
    await clock.waitForSleepers(1)
    clock.setWallClock(to: ProcessingTime(milliseconds: -5))
    #expect(clock.now() == ProcessingTime(milliseconds: -5))
    #expect(clock.monotonicNanoseconds() == 0)
    #expect(clock.sleeperCount == 1)
    sleeper.cancel()
    _ = await sleeper.result
  }

  @Test("Sleepers wake at their time, in the order of their deadlines")
  func order() async throws {
    let clock = ManualClock()
    let recorder = Recorder()
    await withTaskGroup(of: Void.self) { group in
      for milliseconds in [30, 10, 20] {
        group.addTask {
          try? await clock.sleep(for: .milliseconds(milliseconds))
          recorder.add(milliseconds)
        }
      }
      await clock.waitForSleepers(3)
      clock.advance(by: .milliseconds(9))
      #expect(clock.sleeperCount == 3)
      clock.advance(by: .milliseconds(1))
      #expect(clock.sleeperCount == 2)
      await recorder.wait(for: 1)
      clock.advance(by: .milliseconds(10))
      await recorder.wait(for: 2)
      #expect(clock.sleeperCount == 1)
      clock.advance(by: .seconds(1))
    }
    #expect(recorder.values == [10, 20, 30])
  }

  @Test("A cancelled sleep throws and is forgotten, also when cancelled before it began")
  func cancelling() async {
    let clock = ManualClock()
    let sleeper = Task { try await clock.sleep(for: .seconds(1)) }
    await clock.waitForSleepers(1)
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
    #expect(clock.sleeperCount == 0)
    let early = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await clock.sleep(for: .seconds(1))
    }
    await #expect(throws: CancellationError.self) { try await early.value }
    #expect(clock.sleeperCount == 0)
  }

  @Test("Sleeping for no time returns at once, and for ever never overflows")
  func extremes() async throws {
    let clock = ManualClock()
    try await clock.sleep(for: .zero)
    try await clock.sleep(for: .seconds(-5))
    let sleeper = Task { try await clock.sleep(for: .seconds(Int64.max)) }
    await clock.waitForSleepers(1)
    clock.advance(by: .days(10_000))
    #expect(clock.sleeperCount == 1)
    clock.advance(by: .seconds(Int64.max))
    try await sleeper.value
  }

  private final class Recorder: Sendable {
    private let state = Mutex<[Int]>([])
    var values: [Int] { state.withLock { $0 } }
    func add(_ value: Int) { state.withLock { $0.append(value) } }
    func wait(for count: Int) async { while values.count < count { await Task.yield() } }
  }
}
