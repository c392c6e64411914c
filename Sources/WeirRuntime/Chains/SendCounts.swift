/// What went through channels. The tests hold sends per record to a limit, and with them how full
/// batches are.
package struct SendCounts: Sendable, Equatable {
  package internal(set) var batchCount: UInt64 = 0
  /// The records in the batches.
  package internal(set) var recordCount: UInt64 = 0
  /// Watermarks, changes of idleness and barriers, once for each subtask that they were sent to.
  package internal(set) var controlCount: UInt64 = 0

  mutating func add(_ other: SendCounts) {
    batchCount &+= other.batchCount
    recordCount &+= other.recordCount
    controlCount &+= other.controlCount
  }
}
