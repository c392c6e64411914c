import WeirCore

/// Kernels of operators without state. Each is a loop over one batch around the user's closure,
/// built where that closure is known, so that the compiler makes one loop of both.
extension OperatorKernel {
  /// One output for each input.
  @inlinable @inline(__always)
  public static func map(
    _ transform: @escaping (Input) throws -> Output
  ) -> OperatorKernel<Input, Output> {
    OperatorKernel { batch, emitter in
      let count = batch.remaining
      emitter.reserve(count)
      let out = emitter.current
      let source = batch.values + batch.head
      let target = out.values
      var index = 0
      defer {
        batch.head &+= index
        out.count = index
      }
      while index < count {
        (target + index).initialize(to: try transform((source + index).pointee))
        (source + index).deinitialize(count: 1)
        index &+= 1
      }
      Kernels.carryTimes(from: batch, firstRecord: batch.head, to: out, count: count)
    }
  }

  /// None or one output for each input.
  @inlinable @inline(__always)
  public static func compactMap(
    _ transform: @escaping (Input) throws -> Output?
  ) -> OperatorKernel<Input, Output> {
    OperatorKernel { batch, emitter in
      let count = batch.remaining
      emitter.reserve(count)
      let out = emitter.current
      let first = batch.head
      let source = batch.values + first
      let target = out.values
      let times = batch.times.map { (from: $0 + first, to: out.makeTimes()) }
      out.hasEventTimes = times != nil
      out.split = batch.split
      var index = 0
      var kept = 0
      defer {
        batch.head = first &+ index
        out.count = kept
      }
      while index < count {
        if let output = try transform((source + index).pointee) {
          (target + kept).initialize(to: output)
          if let times { times.to[kept] = times.from[index] }
          kept &+= 1
        }
        (source + index).deinitialize(count: 1)
        index &+= 1
      }
    }
  }
}

extension OperatorKernel where Input == Output {
  /// Keeps the records that satisfy a predicate, moving them together inside their batch.
  @inlinable @inline(__always)
  public static func filter(
    _ isIncluded: @escaping (Input) throws -> Bool
  ) -> OperatorKernel<Input, Input> {
    OperatorKernel { batch, emitter in
      let count = batch.remaining
      emitter.reserve(count)
      let out = emitter.current
      let first = batch.head
      let source = batch.values + first
      let target = out.values
      let times = batch.times.map { (from: $0 + first, to: out.makeTimes()) }
      out.hasEventTimes = times != nil
      out.split = batch.split
      var index = 0
      var kept = 0
      defer {
        batch.head = first &+ index
        out.count = kept
      }
      if _isPOD(Input.self), MemoryLayout<Input>.size <= 32 {
        // Every record is copied, and the next one takes the place of one that is left out: for
        // small records that costs less than the branches that are guessed wrong.
        while index < count {
          let record = (source + index).pointee
          (target + kept).initialize(to: record)
          if let times { times.to[kept] = times.from[index] }
          kept &+= try isIncluded(record) ? 1 : 0
          index &+= 1
        }
        return
      }
      while index < count {
        // Large records are only looked at first: no branch that could be guessed wrong.
        let (start, end) = (index, min(index &+ 64, count))
        var included: UInt64 = 0
        defer {
          if !_isPOD(Input.self) {
            for place in start..<index {
              let isOut = included &>> UInt64(truncatingIfNeeded: place &- start) & 1 == 0
              if isOut { (source + place).deinitialize(count: 1) }
            }
          }
          while included != 0 {
            let place = start &+ included.trailingZeroBitCount
            (target + kept).moveInitialize(from: source + place, count: 1)
            if let times { times.to[kept] = times.from[place] }
            kept &+= 1
            included &= included &- 1
          }
        }
        while index < end {
          let bit: UInt64 = try isIncluded((source + index).pointee) ? 1 : 0
          included |= bit &<< UInt64(truncatingIfNeeded: index &- start)
          index &+= 1
        }
      }
    }
  }
}

/// Parts that several kernels share.
public enum Kernels {
  /// Gives the outputs of a one-to-one kernel the event times of their inputs.
  public static func carryTimes(
    from batch: AnyBatch, firstRecord first: Int, to out: AnyBatch, count: Int
  ) {
    if first == 0 { return out.adoptTimes(of: batch) }
    out.split = batch.split
    guard let times = batch.times else { return }
    out.makeTimes().update(from: times + first, count: count)
    out.hasEventTimes = true
  }
}
