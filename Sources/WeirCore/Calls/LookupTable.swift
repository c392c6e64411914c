/// A table outside the job that rows are looked up in, one key at a time.
///
/// ```swift
/// struct Customers: LookupTable {
///   func row(for id: Int) async throws -> Customer? { try await client.customer(id) }
/// }
/// ```
/// Calls come from several tasks at once. Asking again for the same key must be harmless: calls are
/// repeated after a restart.
public protocol LookupTable<Key, Row>: Sendable {
  associatedtype Key: FieldValue & Hashable
  associatedtype Row: Sendable
  /// The row of a key, or nil when there is none. An error counts as a failed call. When the task
  /// is cancelled the answer is no longer awaited.
  func row(for key: Key) async throws -> Row?
}

/// What a lookup remembers of the answers that it got. Each subtask has its own memory; it is not
/// part of checkpoints.
public struct LookupCaching: Sendable, Equatable {
  /// How many answers are kept; those that were not asked for the longest go first.
  public let limit: Int
  /// How long an answer is good for, on the wall clock.
  public let timeToLive: Duration

  /// Every record asks.
  public static var none: LookupCaching { LookupCaching(limit: 0, timeToLive: .zero) }

  /// Keeps up to `limit` answers, "there is no such row" included, each for `timeToLive`.
  public static func rows(_ limit: Int, for timeToLive: Duration) -> LookupCaching {
    LookupCaching(limit: limit, timeToLive: timeToLive)
  }

  /// What is wrong with it, or nil.
  public var problem: String? {
    if self == .none { return nil }
    if limit < 1 { return "a cache of \(limit) rows keeps nothing; give at least 1, or say .none" }
    if timeToLive < .milliseconds(1) {
      return "a cached row must be good for at least a millisecond; or say .none"
    }
    return nil
  }
}
