import Synchronization
import WeirCore

/// The counts that subtasks publish, for the progress display.
final class JobMetrics: Sendable {
  /// One operator in one subtask.
  struct OperatorCounts: Sendable {
    var recordsIn: UInt64 = 0
    var recordsOut: UInt64 = 0
    /// Since the job began.
    var counters: [(name: String, value: UInt64)] = []
  }

  /// One subtask as it last said.
  struct SubtaskCounts: Sendable {
    var operators: [OperatorID: OperatorCounts] = [:]
    var blockedNanoseconds: UInt64 = 0
    var runningNanoseconds: UInt64 = 0
    var watermark = EventTime.distantPast
    /// Nil where no source is read.
    var reading: Reading?
    var sent = SendCounts()
  }

  /// How far one subtask's part of a source is read.
  struct Reading: Sendable, Equatable {
    /// The mean over its splits, 0 to 1; nil when that is not known.
    var fraction: Double?
    var splitCount: Int
  }

  private let subtasks = Mutex<[SubtaskID: SubtaskCounts]>([:])

  func publish(_ counts: SubtaskCounts, of subtask: SubtaskID) {
    subtasks.withLock { $0[subtask] = counts }
  }

  func snapshot() -> [SubtaskID: SubtaskCounts] { subtasks.withLock { $0 } }
}
