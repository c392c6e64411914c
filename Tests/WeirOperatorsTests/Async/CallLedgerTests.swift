import Testing
import WeirCore

@testable import WeirOperators

struct CallLedgerTests {
  private func moment(_ milliseconds: Int64) -> ProcessingTime {
    ProcessingTime(milliseconds: milliseconds)
  }

  private func ledger(_ retries: CallRetries) -> CallLedger {
    CallLedger(timeout: .milliseconds(100), retries: retries)
  }

  @Test("A call is over with its answer, and a second answer is ignored")
  func answered() {
    var ledger = ledger(.none)
    let attempt = ledger.begin(7, at: moment(0))
    #expect(ledger.next == moment(100))
    let found1 = ledger.end(7, attempt: attempt)
    #expect(found1)
    let found2 = ledger.end(7, attempt: attempt)
    #expect(!found2)
    #expect(ledger.next == nil)
  }

  @Test("A try that takes too long is given up once, and what it still says is ignored")
  func timeout() {
    var ledger = ledger(.fixed(1, delay: .milliseconds(50)))
    let first = ledger.begin(7, at: moment(0))
    let found3 = ledger.events(at: moment(99))
    #expect(found3 == [])
    let found4 = ledger.events(at: moment(100))
    #expect(found4 == [.timedOut(7, attempt: first)])
    let found5 = ledger.fail(7, attempt: first, at: moment(100))
    #expect(found5 == .retries)
    let found6 = ledger.fail(7, attempt: first, at: moment(101))
    #expect(found6 == .ignored)
    let found7 = ledger.end(7, attempt: first)
    #expect(!found7)
    #expect(ledger.next == moment(150))
    let found8 = ledger.events(at: moment(150))
    #expect(found8 == [.startsAgain(7, attempt: 2)])
    let found9 = ledger.end(7, attempt: first)
    #expect(!found9)
    let found10 = ledger.events(at: moment(249))
    #expect(found10 == [])
    let found11 = ledger.events(at: moment(250))
    #expect(found11 == [.timedOut(7, attempt: 2)])
    let found12 = ledger.fail(7, attempt: 2, at: moment(250))
    #expect(found12 == .isFinal)
    #expect(ledger.next == nil)
  }

  @Test("Delays double up to their ceiling, and after the last retry there is none")
  func delays() {
    let retries = CallRetries.exponential(
      5, base: .milliseconds(10), ceiling: .milliseconds(50))
    #expect((1...6).map { retries.delay(beforeRetry: $0) } == [10, 20, 40, 50, 50, nil])
    #expect(CallRetries.none.delay(beforeRetry: 1) == nil)
    let huge = CallRetries.exponential(.max, base: .seconds(1), ceiling: .seconds(Int64.max))
    #expect(huge.delay(beforeRetry: 1_000_000) != nil)
  }

  @Test("What is due comes in the order in which the calls began")
  func inOrder() {
    var ledger = ledger(.none)
    for id in (0..<50).reversed() { _ = ledger.begin(UInt64(id), at: moment(0)) }
    let due = ledger.events(at: moment(1_000))
    #expect(due == (0..<50).map { .timedOut(UInt64($0), attempt: 1) })
  }

  @Test("Options that cannot be right are named")
  func problems() {
    func problem(_ change: (inout CallOptions) -> Void) -> String? {
      var options = CallOptions(order: .ordered, capacity: 1, timeout: .seconds(1))
      change(&options)
      return options.problem
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.capacity = 0 }?.contains("at least 1") == true)
    #expect(problem { $0.timeout = .zero }?.contains("longest time") == true)
    #expect(problem { $0.retries = .fixed(-1, delay: .zero) }?.contains(".none") == true)
    #expect(problem { $0.retries = .exponential(1, base: .seconds(2), ceiling: .seconds(1)) } != nil)
    #expect(LookupCaching.none.problem == nil)
    #expect(LookupCaching.rows(0, for: .seconds(1)).problem != nil)
    #expect(LookupCaching.rows(1, for: .zero).problem != nil)
    #expect(Retention.within(.zero).problem?.contains(".forever") == true)
    #expect(Retention.within(.seconds(Int64.max)).problem != nil)
  }
}
