import WeirCore

/// One change of one key as it stands in the log. The bytes are the log's: they are valid only
/// during the call that hands them over.
public struct LoggedChange {
  /// What happens to the key.
  public enum Kind: UInt8, Sendable {
    case put = 1
    case remove = 2
    /// Puts what the store refused before; see ``RedrivenChange``.
    case redrive = 3
  }

  public let kind: Kind
  /// Changes with the same bytes here are changes of the same key.
  public let key: UnsafeRawBufferPointer
  /// What is put, as the store's writer encoded it; empty for a removal.
  public let payload: UnsafeRawBufferPointer
  /// Its place among the epoch's changes of its partition. Together with sink, partition and epoch
  /// it names the change for ever: replaying the log gives the same number.
  public let sequence: UInt64

  public init(
    kind: Kind, key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, sequence: UInt64
  ) {
    self.kind = kind
    self.key = key
    self.payload = payload
    self.sequence = sequence
  }
}
