import Testing
import WeirCore
import WeirTestKit

@testable import WeirSources

@Suite struct RateLimiterTests {
  static let numbers = SequenceGenerator<Int64> { $0 }

  /// Runs readers against a stopped clock for a time and counts what each reads. Each reader is
  /// asked again `lateness` after the moment that it named.
  func run(
    rate: Double, readers readerCount: Int, seconds: Int, lateness: Duration = .zero,
    onRead: (UInt64, Int) -> Void = { _, _ in }
  ) async throws -> [Int] {
    let driver = Driver(parallelism: readerCount)
    let source = GeneratorSource(Self.numbers).rateLimited(recordsPerSecond: rate)
    var readers: [RateLimitedReader<GeneratorReader<Int64>>] = []
    for split in try await source.discoverSplits(driver.context) {
      readers.append(try await source.makeReader(for: split, driver.context))
    }
    let start = driver.clock.monotonicNanoseconds()
    let end = start + UInt64(seconds) * 1_000_000_000
    var counts = [Int](repeating: 0, count: readerCount)
    var due = [UInt64](repeating: start, count: readerCount)
    while true {
      // The first reader is always asked first: the order that could starve the others.
      guard let index = due.indices.min(by: { due[$0] < due[$1] }), due[index] < end else { break }
      let now = driver.clock.monotonicNanoseconds()
      if due[index] > now { driver.clock.advance(by: .nanoseconds(Int64(due[index] - now))) }
      let (records, outcome) = try await driver.readOnce(readers[index])
      counts[index] += records.count
      if !records.isEmpty {
        onRead(driver.clock.monotonicNanoseconds() - start, records.count)
      }
      due[index] = driver.clock.monotonicNanoseconds()
      if case .idle(let wait?) = outcome {
        let (whole, part) = (wait + lateness).components
        due[index] += UInt64(whole) * 1_000_000_000 + UInt64(part / 1_000_000_000)
      }
    }
    return counts
  }

  @Test("One record a second comes once a second, the first at once")
  func slow() async throws {
    var moments: [UInt64] = []
    let counts = try await run(rate: 1, readers: 1, seconds: 10) { now, count in
      moments.append(now)
      #expect(count == 1)
    }
    #expect(counts == [10])
    #expect(moments == (0..<10).map { UInt64($0) * 1_000_000_000 })
  }

  @Test("The total is exact and evenly spread over readers", arguments: [1, 2, 5])
  func fast(_ readers: Int) async throws {
    let counts = try await run(rate: 100_000, readers: readers, seconds: 2)
    let total = counts.reduce(0, +)
    #expect(abs(total - 200_000) <= 1000, "\(total)")
    for count in counts { #expect(abs(count - total / readers) <= 1000, "\(counts)") }
  }

  @Test("Slow readers share a low rate by turns")
  func slowAndShared() async throws {
    let counts = try await run(rate: 3, readers: 3, seconds: 30)
    #expect(counts.reduce(0, +) == 90)
    #expect(counts.allSatisfy { abs($0 - 30) <= 1 }, "\(counts)")
  }

  @Test("A reader that is asked late catches up, so that timers need not be exact")
  func late() async throws {
    for rate in [10.0, 1000, 100_000] {
      let counts = try await run(rate: rate, readers: 2, seconds: 10, lateness: .milliseconds(3))
      let total = Double(counts.reduce(0, +))
      #expect(abs(total - rate * 10) <= rate * 0.1 + 2, "\(rate): \(total)")
    }
  }

  @Test("After a pause no more than 100 ms are caught up")
  func noBurst() {
    var limiter = RateLimiter(recordsPerSecond: 1000)
    check(limiter.next(now: 0), is: .init(count: 5, readyAtNanoseconds: 0))
    let now: UInt64 = 60_000_000_000
    var ready = 0
    while limiter.next(now: now).readyAtNanoseconds <= now { ready += 5 }
    #expect(ready >= 100 && ready <= 110)
  }

  @Test("Rates without sense are the source's problem; 0 is no limit")
  func options() async throws {
    let source = GeneratorSource(count: 5000, splitCount: 1, Self.numbers)
    #expect(source.rateLimited(recordsPerSecond: -1).problem != nil)
    #expect(source.rateLimited(recordsPerSecond: Double.nan).problem != nil)
    #expect(source.rateLimited(recordsPerSecond: Double.infinity).problem != nil)
    let unlimited = source.rateLimited(recordsPerSecond: 0)
    #expect(unlimited.problem == nil)
    let driver = Driver()
    #expect(try await driver.readAll(unlimited).count == 5000)
    #expect(driver.clock.monotonicNanoseconds() == ManualClock().monotonicNanoseconds())
  }

  @Test("The rarest and the highest rates neither trap nor stall")
  func extremes() async throws {
    var rare = RateLimiter(recordsPerSecond: .leastNonzeroMagnitude)
    check(rare.next(now: 5).readyAtNanoseconds, is: 5)
    check(rare.next(now: 6).readyAtNanoseconds, is: .max)
    var high = RateLimiter(recordsPerSecond: .greatestFiniteMagnitude)
    check(high.next(now: 0).count, is: 1_000_000)
    check(high.next(now: .max).count, is: 1_000_000)
  }

  @Test("Limiting leaves boundedness, replay and positions to the source")
  func forwards() async throws {
    let source = GeneratorSource(count: 30, splitCount: 2, Self.numbers)
      .rateLimited(recordsPerSecond: 10)
    #expect(source.isBounded)
    #expect(source.isReplayable)
    #expect(source.discoveryInterval == nil)
    let driver = Driver()
    #expect(try await driver.readAll(source).sorted() == Array(0..<30))
    #expect(driver.clock.monotonicNanoseconds() >= 2_900_000_000)
  }
}
