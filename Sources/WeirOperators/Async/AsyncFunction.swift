import WeirCore

/// What an asynchronous operator asks about a record and makes of the answer.
public struct AsyncFunction<Input, Question: Sendable, Answer: Sendable, Output> {
  /// What is asked about a record.
  let question: (Input) throws -> Question
  /// Asks; on any task.
  let ask: @Sendable (Question) async throws -> Answer
  /// What is sent on for a record and its answer; nil: nothing.
  let output: (Input, Answer) throws -> Output?

  public init(
    question: @escaping (Input) throws -> Question,
    ask: @escaping @Sendable (Question) async throws -> Answer,
    output: @escaping (Input, Answer) throws -> Output?
  ) {
    self.question = question
    self.ask = ask
    self.output = output
  }
}

/// What an asynchronous operator counts.
struct AsyncCounts {
  var calls: UInt64 = 0
  var retries: UInt64 = 0
  var timeouts: UInt64 = 0
  /// Records whose calls have failed for good.
  var failed: UInt64 = 0
  var cacheHits: UInt64 = 0

  var named: [(name: String, value: UInt64)] {
    [
      ("calls", calls), ("retries", retries), ("timeouts", timeouts), ("failed", failed),
      ("cache_hits", cacheHits),
    ]
  }
}
