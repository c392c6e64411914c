import Testing
import WeirCore

@testable import WeirRuntime

@Suite struct ReadScheduleTests {
  private static let second: UInt64 = 1_000_000_000

  private func schedule(_ count: Int, idle: Duration? = .seconds(10)) -> ReadSchedule {
    var schedule = ReadSchedule(idleTimeout: idle)
    for index in 0..<count { schedule.add(index) }
    return schedule
  }

  @Test("Splits are read in turn")
  func turns() {
    var schedule = schedule(3)
    var read: [Int?] = []
    for _ in 0..<6 { read.append(schedule.next(0)) }
    #expect(read == [0, 1, 2, 0, 1, 2])
    schedule.remove(1)
    read = []
    for _ in 0..<4 { read.append(schedule.next(0)) }
    #expect(Set(read) == [0, 2])
    schedule.remove(0)
    schedule.remove(2)
    #expect(schedule.isEmpty)
    #expect(schedule.next(0) == nil)
  }

  @Test("A split that had nothing is not read before its time")
  func notBefore() {
    var schedule = schedule(1)
    schedule.noteIdle(0, until: 5)
    #expect(schedule.next(4) == nil)
    #expect(schedule.next(5) == 0)
  }

  @Test("A split that sleeps is read only when woken")
  func asleep() {
    var schedule = schedule(2)
    schedule.noteIdle(0, until: nil)
    #expect(schedule.next(.max) == 1)
    #expect(schedule.next(.max) == 1)
    schedule.wakeAll()
    #expect(schedule.next(.max) == 0)
  }

  @Test("SEMANTICS 4.5: a split is idle when it was asked, had nothing, and stayed silent")
  func becomesIdle() {
    var schedule = schedule(1)
    schedule.noteIdle(0, until: nil)
    #expect(schedule.pass(60 * Self.second, now: 0) == [])
    #expect(schedule.pass(9 * Self.second, now: 0) == [])
    #expect(schedule.pass(Self.second, now: 0) == [0])
    #expect(schedule.pass(Self.second, now: 0) == [])
    #expect(schedule.noteActivity(0) == true)
    #expect(schedule.noteActivity(0) == false)
  }

  @Test("SEMANTICS 4.5: a split that was not asked is not idle, however long it takes")
  func notAsked() {
    var schedule = schedule(2)
    #expect(schedule.pass(1000 * Self.second, now: 0) == [])
    _ = schedule.noteActivity(0)
    #expect(schedule.pass(1000 * Self.second, now: 0) == [])
  }

  @Test("SEMANTICS 4.5: a split that is due to be asked again is not idle before it has answered")
  func dueIsNotIdle() {
    var schedule = schedule(1)
    schedule.noteIdle(0, until: 5)
    _ = schedule.pass(0, now: 1)
    #expect(schedule.pass(60 * Self.second, now: 6) == [])
    schedule.noteIdle(0, until: 100)
    #expect(schedule.pass(0, now: 7) == [0])
  }

  @Test("A split that is asked again at once still becomes idle")
  func retryAtOnce() {
    var schedule = schedule(1)
    var idle: [Int] = []
    for second in 0..<12 {
      schedule.noteIdle(0, until: UInt64(second))
      idle += schedule.pass(Self.second, now: UInt64(second))
    }
    #expect(idle == [0])
  }

  @Test("Activity makes the silence begin anew")
  func activity() {
    var schedule = schedule(1)
    schedule.noteIdle(0, until: nil)
    _ = schedule.pass(0, now: 0)
    _ = schedule.pass(9 * Self.second, now: 0)
    _ = schedule.noteActivity(0)
    schedule.noteIdle(0, until: nil)
    _ = schedule.pass(0, now: 0)
    #expect(schedule.pass(9 * Self.second, now: 0) == [])
    #expect(schedule.pass(Self.second, now: 0) == [0])
  }

  @Test("Without a timeout nothing becomes idle")
  func noTimeout() {
    var schedule = schedule(1, idle: nil)
    schedule.noteIdle(0, until: nil)
    _ = schedule.pass(0, now: 0)
    #expect(schedule.pass(.max, now: 0) == [])
    #expect(schedule.nextWait(0) == nil)
    #expect(!schedule.countsIdleTime)
  }

  @Test("The wait ends when a split is to be read or becomes idle, whichever comes first")
  func waits() {
    var schedule = schedule(1)
    #expect(schedule.nextWait(0) == .nanoseconds(100_000))
    schedule.noteIdle(0, until: 3 * Self.second)
    #expect(schedule.nextWait(Self.second) == .seconds(2))
    schedule.noteIdle(0, until: nil)
    _ = schedule.pass(0, now: 0)
    _ = schedule.pass(4 * Self.second, now: 0)
    #expect(schedule.nextWait(0) == .seconds(6))
  }
}
