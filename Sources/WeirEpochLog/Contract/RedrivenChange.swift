import WeirCore

/// A change that a store refused and that was asked for again. In the log it is a change of kind
/// `redrive` whose payload begins with the name of the refused one:
///
/// | offset | bytes | |
/// | --- | --- | --- |
/// | 0 | 8 | the epoch that brought it |
/// | 8 | 8 | its sequence in that epoch |
/// | 16 | 1 | 1: store it although its key has a newer change |
/// | 17 | … | what it put |
///
/// The store looks its name up and stores it only if that was not done before, in one transaction.
public struct RedrivenChange {
  public let epoch: CheckpointID
  public let sequence: UInt64
  public let isForced: Bool
  /// The refused change, to be applied.
  public let put: LoggedChange

  private static let headByteCount = 17

  /// - Throws: `unusableCheckpoint` when the payload is too short for its head.
  public init(_ change: LoggedChange) throws {
    let payload = change.payload
    guard payload.count >= Self.headByteCount else {
      throw WeirError(.unusableCheckpoint, "a redriven change in the log ends in its head")
    }
    epoch = CheckpointID(payload.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    sequence = payload.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    isForced = payload[16] != 0
    put = LoggedChange(
      kind: .put, key: change.key,
      payload: UnsafeRawBufferPointer(rebasing: payload[Self.headByteCount...]),
      sequence: change.sequence)
  }

  /// Writes the payload of a change of kind `redrive`.
  public static func encode(
    _ id: RejectedChange.ID, isForced: Bool, payload: UnsafeRawBufferPointer,
    to buffer: ByteBuffer
  ) {
    buffer.append(id.epoch)
    buffer.append(id.sequence)
    buffer.append((isForced ? 1 : 0) as UInt8)
    buffer.append(bytes: payload)
  }
}
