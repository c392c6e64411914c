import WeirCore

extension OperatorKernel {
  /// The records as those of the left side: moved, not copied.
  @inlinable @inline(__always)
  public static func asLeft<Right: FieldValue>() -> OperatorKernel<Input, Output>
  where Output == Either<Input, Right> {
    moving { .left($0) }
  }

  /// The records as those of the right side.
  @inlinable @inline(__always)
  public static func asRight<Left: FieldValue>() -> OperatorKernel<Input, Output>
  where Output == Either<Left, Input> {
    moving { .right($0) }
  }

  @inlinable @inline(__always)
  static func moving(
    _ transform: @escaping (consuming Input) -> Output
  ) -> OperatorKernel<Input, Output> {
    OperatorKernel { batch, emitter in
      let count = batch.remaining
      emitter.reserve(count)
      let out = emitter.current
      let first = batch.head
      let source = batch.values + first
      for index in 0..<count {
        (out.values + index).initialize(to: transform((source + index).move()))
      }
      batch.head = first &+ count
      out.count = count
      Kernels.carryTimes(from: batch, firstRecord: first, to: out, count: count)
    }
  }
}
