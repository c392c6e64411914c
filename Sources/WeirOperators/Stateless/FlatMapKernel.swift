import WeirCore

extension OperatorKernel {
  /// Any number of outputs for each input. The sequence of one input may be interrupted between two
  /// outputs; a snapshot then keeps the input and how many of its outputs are out already, and after
  /// a restore the function is called again and that many are left out. It must therefore give the
  /// same outputs for the same input.
  @inlinable @inline(__always)
  public static func flatMap<Outputs: Sequence>(
    _ transform: @escaping (Input) throws -> Outputs
  ) -> OperatorKernel<Input, Output> where Outputs.Element == Output {
    let progress = FlatMapProgress<Outputs.Iterator>()
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      while !batch.isEmpty, !emitter.isFull {
        var iterator: Outputs.Iterator
        if let interrupted = progress.iterator {
          iterator = interrupted
        } else {
          iterator = try transform(batch.values[batch.head]).makeIterator()
          for _ in 0..<progress.restoredCount { _ = iterator.next() }
          progress.emittedCount = progress.restoredCount
          progress.restoredCount = 0
        }
        let time = batch.times?[batch.head]
        let out = emitter.current
        out.split = batch.split
        var isDone = true
        while let output = iterator.next() {
          if let time { emitter.append(output, at: time) } else { emitter.append(output) }
          progress.emittedCount &+= 1
          if emitter.isFull {
            isDone = false
            break
          }
        }
        if isDone {
          progress.iterator = nil
          progress.emittedCount = 0
          _ = batch.removeFirst()
        } else {
          progress.iterator = iterator
        }
      }
    }
    kernel.progress = { progress.count }
    kernel.resume = { progress.restoredCount = Int(clamping: $0) }
    return kernel
  }
}

/// How far a flat map has come with the record at its input's head.
public final class FlatMapProgress<Iterator> {
  @usableFromInline var iterator: Iterator?
  @usableFromInline var emittedCount = 0
  @usableFromInline var restoredCount = 0

  @inlinable public init() {}

  @inlinable var count: UInt64 { UInt64(max(emittedCount, restoredCount)) }
}
