import WeirCore

/// What logged changes are applied to: a store's partition, or a reader's overlay of one.
public protocol ChangeTarget {
  /// Applies changes of different keys, in order. All or none of them have an effect afterwards.
  /// - Throws: ``ChangeRefused`` when one of them can never be stored: none is applied then.
  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws
  /// Takes note that a change was refused.
  func reject(_ change: LoggedChange, reason: String) throws
}
