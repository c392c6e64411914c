import WeirCore

/// What a keyed operator does with records and watermarks, its state a parameter.
///
/// Made where the job is declared, around the job's functions and nothing else: the optimiser
/// compiles a function into the loop that calls it only if the loop's closure captures constants
/// alone, so one that captured a subtask's state as well would call the key selector through a
/// pointer for every record. One code serves all subtasks; ``kernel(of:keyGroups:)`` binds it to the
/// state of one.
public struct OperatorCode<Input: FieldValue, Output: FieldValue>: Sendable {
  /// As ``OperatorKernel/process``.
  public let process: @Sendable (AnyObject, Batch<Input>, Emitter<Output>) throws -> Void
  /// As ``OperatorKernel/advance``.
  public var advance: (@Sendable (AnyObject, EventTime, Emitter<Output>) throws -> Bool)?
  /// The stable hash of a record's key.
  public let hash: @Sendable (Input) throws -> UInt64

  /// - Parameter process: begins by casting the state to the type that it is made for: a closure
  ///   around another one would not be compiled with what that one captures.
  @inlinable @inline(__always)
  public init(
    hash: @escaping @Sendable (Input) throws -> UInt64,
    process: @escaping @Sendable (AnyObject, Batch<Input>, Emitter<Output>) throws -> Void
  ) {
    self.hash = hash
    self.process = process
  }

  /// The operator's inside over a state of the type that the code was made for.
  public func kernel(of state: AnyObject, keyGroups: KeyGroupRange) -> OperatorKernel<Input, Output> {
    let (process, hash) = (process, hash)
    var kernel = OperatorKernel<Input, Output> { try process(state, $0, $1) }
    if let advance { kernel.advance = { try advance(state, $0, $1) } }
    kernel.owns = { keyGroups.contains(hash: try hash($0)) }
    return kernel
  }
}
