import WeirCore

/// What an asynchronous operator knows of questions asked before. This one remembers nothing.
public class CallMemory<Question: Sendable, Answer: Sendable> {
  public init() {}
  /// An answer that is still good.
  func answer(to question: Question, at now: ProcessingTime) -> Answer? { nil }
  /// The call that is asking this already.
  func running(_ question: Question) -> UInt64? { nil }
  /// A call asks.
  func began(_ question: Question, call: UInt64) {}
  /// The call is over, with its answer or without one.
  func ended(_ question: Question, with answer: Answer?, at now: ProcessingTime) {}
  /// How often an answer was at hand.
  var hitCount: UInt64 { 0 }
}

/// Remembers a bounded number of answers for a while, and asks the same question once at a time.
public final class LookupMemory<Key: FieldValue & Hashable, Row: Sendable>: CallMemory<Key, Row?> {
  private var cache: LookupCache<ExactKey<Key>, Row?>?
  private var asking: [ExactKey<Key>: UInt64] = [:]
  private var hits: UInt64 = 0

  public init(_ caching: LookupCaching) {
    if caching != .none {
      cache = LookupCache(limit: caching.limit, timeToLive: caching.timeToLive)
    }
  }

  override func answer(to question: Key, at now: ProcessingTime) -> Row?? {
    guard let answer = cache?.value(of: ExactKey(question), at: now) else { return nil }
    hits &+= 1
    return .some(answer)
  }

  override func running(_ question: Key) -> UInt64? { asking[ExactKey(question)] }

  override func began(_ question: Key, call: UInt64) {
    asking[ExactKey(question)] = call
  }

  override func ended(_ question: Key, with answer: Row??, at now: ProcessingTime) {
    asking[ExactKey(question)] = nil
    if let answer { cache?.store(answer, of: ExactKey(question), at: now) }
  }

  override var hitCount: UInt64 { hits }
}
