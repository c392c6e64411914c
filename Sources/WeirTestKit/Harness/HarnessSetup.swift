import WeirCore
import WeirOperators

/// Where and how an operator under test runs. The default is the only subtask of its operator,
/// which finishes everything it is given before the call returns.
public struct HarnessSetup: Sendable {
  /// Which parallel instance it is, from 0; with ``parallelism`` it says which keys it owns.
  public var subtask = 0
  /// How many instances there are.
  public var parallelism = 1
  /// How many groups keys are cut into.
  public var keyGroupCount = 128
  /// After so many batches of output an operator interrupts itself; with 0 it does after each step.
  public var outputBudget = 16
  /// Whether interrupted work goes on at once. When it does not, the test calls `resume()`, and may
  /// take a snapshot before.
  public var drainsByItself = true

  public init() {}

  /// One of several parallel instances.
  public init(subtask: Int, parallelism: Int) {
    self.subtask = subtask
    self.parallelism = parallelism
  }

  /// An operator that interrupts itself after `outputBudget` batches and waits for `resume()`.
  public init(interruptedAfter outputBudget: Int) {
    self.outputBudget = outputBudget
    drainsByItself = false
  }

  func makeContext() -> ChainContext {
    ChainContext(
      subtask: subtask, parallelism: parallelism,
      keyGroups: .share(
        ofSubtask: subtask, parallelism: parallelism, keyGroupCount: keyGroupCount),
      outputBudget: outputBudget)
  }
}
