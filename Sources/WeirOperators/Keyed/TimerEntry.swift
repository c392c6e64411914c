import WeirCore

/// An entry of a queue of timers.
@usableFromInline struct TimerEntry<Key: FieldValue> {
  @usableFromInline let time: Int64
  @usableFromInline let hash: UInt64
  @usableFromInline let sequence: UInt64
  @usableFromInline let key: Key
  /// How many timers before it each registered the next while all of them were due already.
  @usableFromInline let chainLength: UInt32

  @inlinable init(time: Int64, hash: UInt64, sequence: UInt64, key: Key, chainLength: UInt32) {
    self.time = time
    self.hash = hash
    self.sequence = sequence
    self.key = key
    self.chainLength = chainLength
  }
}
