import Testing
import WeirCore

@testable import WeirEpochLog

@Suite struct CircuitBreakerTests {
  private static let second: UInt64 = 1_000_000_000

  private func breaker() -> CircuitBreaker {
    CircuitBreaker(failureLimit: 3, openDuration: .seconds(30), pollInterval: .seconds(1))
  }

  /// One that opened at the instant 0.
  private func opened() -> CircuitBreaker {
    var breaker = breaker()
    for row in 1...3 { breaker.failed(breaker.admit(at: 0), row: row, at: 0) }
    return breaker
  }

  @Test func `It stays closed below the limit and opens at it`() {
    var breaker = breaker()
    for row in 1...2 {
      #expect(breaker.admit(at: 0) == .go)
      breaker.failed(.go, row: row, at: 0)
      #expect(breaker.state == .closed && breaker.failureCount == row)
    }
    #expect(breaker.admit(at: 0) == .go)
    breaker.failed(.go, row: 3, at: 5)
    #expect(breaker.state == .open(until: 5 + 30 * Self.second))
  }

  @Test func `A success forgets the failures`() {
    var breaker = breaker()
    breaker.failed(.go, row: 2, at: 0)
    breaker.succeeded(.go)
    #expect(breaker.state == .closed && breaker.failureCount == 0)
  }

  @Test func `Failures side by side are no row`() {
    var breaker = breaker()
    for _ in 0..<20 { breaker.failed(.go, row: 1, at: 0) }
    #expect(breaker.state == .closed && breaker.failureCount == 1)
  }

  @Test func `Open, it lets nothing through before its time and says how long that is`() {
    var breaker = opened()
    #expect(breaker.admit(at: 0) == .wait(30 * Self.second))
    #expect(breaker.admit(at: 30 * Self.second - 1) == .wait(1))
    #expect(breaker.state == .open(until: 30 * Self.second))
  }

  @Test func `Half open, it lets exactly one call through`() {
    var breaker = opened()
    #expect(breaker.admit(at: 30 * Self.second) == .probe)
    #expect(breaker.state == .halfOpen)
    for _ in 0..<3 { #expect(breaker.admit(at: 99 * Self.second) == .wait(Self.second)) }
  }

  @Test func `The one call decides: it closes when that works and opens when it fails`() {
    var breaker = opened()
    #expect(breaker.admit(at: 31 * Self.second) == .probe)
    breaker.failed(.probe, row: 4, at: 32 * Self.second)
    #expect(breaker.state == .open(until: 62 * Self.second) && breaker.failureCount == 4)
    #expect(breaker.admit(at: 62 * Self.second) == .probe)
    breaker.succeeded(.probe)
    #expect(breaker.state == .closed && breaker.failureCount == 0)
    #expect(breaker.admit(at: 62 * Self.second) == .go)
  }

  @Test func `Calls that began before it opened do not move it`() {
    var breaker = opened()
    breaker.succeeded(.go)
    #expect(breaker == opened())
    _ = breaker.admit(at: 30 * Self.second)
    breaker.succeeded(.go)
    breaker.failed(.go, row: 9, at: 30 * Self.second)
    #expect(breaker.state == .halfOpen)
  }

  @Test func `A call that was given up leaves it as closed as it was, or open`() {
    var breaker = breaker()
    breaker.withdrawn(.go, at: 0)
    #expect(breaker.state == .closed)
    breaker = opened()
    _ = breaker.admit(at: 30 * Self.second)
    breaker.withdrawn(.probe, at: 30 * Self.second)
    #expect(breaker.state == .open(until: 60 * Self.second))
  }

  @Test func `The end of time does not trap`() {
    var breaker = CircuitBreaker(
      failureLimit: 0, openDuration: .seconds(Int64.max), pollInterval: .seconds(-1))
    breaker.failed(.go, row: 1, at: .max)
    #expect(breaker.state == .open(until: .max))
    #expect(breaker.admit(at: .max) == .probe)
  }
}
