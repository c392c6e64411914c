import WeirCore

/// Which asynchronous calls run, when each is given up, and when one is made again. Pure.
///
/// A call has one try at a time; a try that was given up is known by its number, so that what it
/// still answers is ignored.
struct CallLedger {
  /// What follows from a try that failed.
  enum Failure: Equatable {
    /// It was given up before, or its call is over.
    case ignored
    /// The call is made again later.
    case retries
    /// It was the last.
    case isFinal
  }

  /// What time has brought about.
  enum Event: Equatable {
    /// The try has taken too long: cancel it, then say that it failed.
    case timedOut(UInt64, attempt: UInt32)
    /// Make the call again.
    case startsAgain(UInt64, attempt: UInt32)
  }

  private struct Call {
    var attempt: UInt32
    /// When the running try is given up, or when the next begins.
    var due: Int64
    var isRunning: Bool
  }

  private let timeout: Int64
  private let retries: CallRetries
  private var calls: [UInt64: Call] = [:]
  /// Nothing is due before.
  private var earliest = Int64.max

  init(timeout: Duration, retries: CallRetries) {
    self.timeout = timeout.milliseconds
    self.retries = retries
  }

  /// When ``events(at:)`` wants to be asked next; it may then find nothing.
  var next: ProcessingTime? {
    calls.isEmpty ? nil : ProcessingTime(milliseconds: earliest)
  }

  /// A call begins with its first try.
  mutating func begin(_ id: UInt64, at now: ProcessingTime) -> UInt32 {
    calls[id] = Call(attempt: 1, due: Self.later(now, timeout), isRunning: true)
    note(id)
    return 1
  }

  /// A try was answered; whether anybody still waits for it. The call is over then.
  mutating func end(_ id: UInt64, attempt: UInt32) -> Bool {
    guard let call = calls[id], call.isRunning, call.attempt == attempt else { return false }
    calls[id] = nil
    return true
  }

  /// A try failed or was given up.
  mutating func fail(_ id: UInt64, attempt: UInt32, at now: ProcessingTime) -> Failure {
    guard let call = calls[id], call.isRunning, call.attempt == attempt else { return .ignored }
    guard let delay = retries.delay(beforeRetry: Int(attempt)) else {
      calls[id] = nil
      return .isFinal
    }
    calls[id] = Call(attempt: attempt, due: Self.later(now, delay), isRunning: false)
    note(id)
    return .retries
  }

  /// What is due, in the order in which the calls began. Tries that start again are running then;
  /// those that are given up must be said to have failed.
  mutating func events(at now: ProcessingTime) -> [Event] {
    guard now.milliseconds >= earliest else { return [] }
    var events: [Event] = []
    for (id, call) in calls.sorted(by: { $0.key < $1.key }) where call.due <= now.milliseconds {
      if call.isRunning {
        events.append(.timedOut(id, attempt: call.attempt))
      } else {
        let attempt = call.attempt &+ 1
        calls[id] = Call(attempt: attempt, due: Self.later(now, timeout), isRunning: true)
        events.append(.startsAgain(id, attempt: attempt))
      }
    }
    earliest = calls.values.map(\.due).filter { $0 > now.milliseconds }.min() ?? .max
    return events
  }

  private mutating func note(_ id: UInt64) {
    if let call = calls[id] { earliest = min(earliest, call.due) }
  }

  private static func later(_ now: ProcessingTime, _ delay: Int64) -> Int64 {
    (now + .milliseconds(delay)).milliseconds
  }
}
