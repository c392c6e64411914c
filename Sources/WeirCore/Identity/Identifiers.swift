/// The stable name of a stateful operator, source or sink. State and committed output are found
/// again by it, so it must not change between versions of a job (or be declared with `was:`).
public struct OperatorID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as the job's author wrote it.
  public let name: String
  public init(_ name: String) { self.name = name }
  public var description: String { name }
  public static func < (left: OperatorID, right: OperatorID) -> Bool { left.name < right.name }
}

/// One parallel instance of an operator chain.
public struct SubtaskID: Hashable, Sendable, CustomStringConvertible {
  /// Position of the chain in the execution plan.
  public let chain: Int
  /// Which of the chain's parallel instances, from 0.
  public let index: Int
  public init(chain: Int, index: Int) {
    self.chain = chain
    self.index = index
  }
  public var description: String { "\(chain)/\(index)" }
}

/// The number of a checkpoint and of the epoch that it closes. Numbers only grow, also across
/// restarts, and none is used twice.
@frozen
public struct CheckpointID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 1 for a job's first checkpoint; 0 stands for "before any".
  public let number: UInt64
  @inlinable public init(_ number: UInt64) { self.number = number }
  /// The name as the command line and the file system write it, for example `chk-17`.
  public var description: String { "chk-\(number)" }
  @inlinable public static func < (left: CheckpointID, right: CheckpointID) -> Bool {
    left.number < right.number
  }
}

/// The nth execution of a job on one data directory, counted over restarts inside a process and
/// over processes. A higher attempt fences the writers of every lower one.
@frozen
public struct Attempt: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 1 for the first execution.
  public let number: UInt64
  @inlinable public init(_ number: UInt64) { self.number = number }
  public var description: String { "attempt \(number)" }
  @inlinable public static func < (left: Attempt, right: Attempt) -> Bool {
    left.number < right.number
  }
}
