import Synchronization
import WeirCore

/// Where the results of asynchronous calls wait until their operator takes them.
final class CallMailbox<Answer: Sendable>: Sendable {
  struct Letter: Sendable {
    let call: UInt64
    let attempt: UInt32
    let result: Result<Answer, any Error>
  }

  private let letters = Mutex<[Letter]>([])

  /// Leaves a result; whether it is the first since they were last taken.
  func put(_ letter: Letter) -> Bool {
    letters.withLock { letters in
      letters.append(letter)
      return letters.count == 1
    }
  }

  var isEmpty: Bool { letters.withLock { $0.isEmpty } }

  /// In the order in which they came.
  func takeAll() -> [Letter] {
    letters.withLock { letters in
      defer { letters = [] }
      return letters
    }
  }
}
