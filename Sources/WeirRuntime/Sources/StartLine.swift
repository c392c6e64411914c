import Synchronization

/// Where the source subtasks of an attempt wait for each other, so that none reads a record before
/// all have said which splits they will read.
///
/// They wait in their gates, where they can be asked for other things meanwhile.
final class StartLine: Sendable {
  private let gates: [InputGate]
  private let missingCount: Mutex<Int>

  /// - Parameter gates: those of all source subtasks.
  init(gates: [InputGate]) {
    self.gates = gates
    missingCount = Mutex(gates.count)
  }

  /// One of the subtasks has said where it stands; the last one starts all.
  func arrive() {
    let isLast = missingCount.withLock { count in
      count -= 1
      return count == 0
    }
    if isLast { for gate in gates { gate.post(.start) } }
  }
}
