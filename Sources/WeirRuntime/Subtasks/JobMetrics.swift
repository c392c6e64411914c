import Synchronization
import WeirCore

/// The counts that subtasks publish, for the progress display.
final class JobMetrics: Sendable {
  /// One operator in one subtask.
  struct OperatorCounts: Sendable {
    var recordsIn: UInt64 = 0
    var recordsOut: UInt64 = 0
    var counters: [(name: String, value: UInt64)] = []
  }

  /// One subtask as it last said.
  struct SubtaskCounts: Sendable {
    var operators: [OperatorID: OperatorCounts] = [:]
    var blockedNanoseconds: UInt64 = 0
    var runningNanoseconds: UInt64 = 0
    var watermark = EventTime.distantPast
    var fractionRead: Double?
    var isSource = false
  }

  private let subtasks = Mutex<[SubtaskID: SubtaskCounts]>([:])

  func publish(_ counts: SubtaskCounts, of subtask: SubtaskID) {
    subtasks.withLock { $0[subtask] = counts }
  }

  func snapshot() -> [SubtaskID: SubtaskCounts] { subtasks.withLock { $0 } }
}
