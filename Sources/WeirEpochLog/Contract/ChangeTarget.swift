import WeirCore

/// What logged changes are applied to: a store's partition, or a reader's overlay of one.
public protocol ChangeTarget {
  /// Applies changes of different keys; one of kind `redrive` comes alone, after all others of its
  /// page. All or none of them have an effect afterwards.
  /// - Throws: ``ChangeRefused`` when one of them can never be stored: none is applied then.
  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws
  /// Takes note that a change was refused.
  func reject(_ change: LoggedChange, reason: String) throws
  /// About where the target keeps a key. Changes are handed over in ascending order of this, equal
  /// ones by the keys' bytes, so that neighbours are written together; in the order of the log when
  /// it is 0 for all, as it is by default. A hint: nothing but speed depends on it.
  func place(of key: UnsafeRawBufferPointer) -> UInt64
}

extension ChangeTarget {
  public func place(of key: UnsafeRawBufferPointer) -> UInt64 { 0 }
}
