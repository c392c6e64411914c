import WeirCore

extension AlignedWindowState {
  /// Adds records to their slices; those that are too late go to `late`.
  ///
  /// Runs of records of one slice share one look-up of its table. `makeResult` and `merge` are needed
  /// only for records that make a window fire again.
  @inlinable @inline(__always)
  public func process<Input, Output>(
    _ batch: Batch<Input>, _ emitter: Emitter<Output>, late: Emitter<Input>?,
    key: (Input) throws -> Key, makeAccumulator: () -> Accumulator,
    add: (Input, inout Accumulator) throws -> Void,
    merge: (Accumulator, inout Accumulator) throws -> Void,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws {
    let times = try WindowInput.times(of: batch)
    let values = batch.values
    let end = batch.count
    var index = batch.head
    defer { batch.head = index }
    while index < end {
      let time = times[index].milliseconds
      guard let start = sliceStart(time) else { throw WindowInput.refuse(time) }
      let standing = standing(start)
      if case .late = standing {
        lateCount &+= 1
        let record = (values + index).move()
        index &+= 1
        late?.append(record, at: EventTime(milliseconds: time))
        continue
      }
      let table = table(ofSlice: start)
      if case .early = standing {
        let sliceEnd = start &+ sliceLength
        repeat {
          let recordKey = try key(values[index])
          let accumulator = table.findOrInsert(
            recordKey, hash: recordKey.stableHash, makeAccumulator)
          try add(values[index], &accumulator.pointee)
          (values + index).deinitialize(count: 1)
          index &+= 1
        } while index < end && times[index].milliseconds >= start
          && times[index].milliseconds < sliceEnd
      } else {
        guard !emitter.isFull else { return }
        let recordKey = try key(values[index])
        let hash = recordKey.stableHash
        let accumulator = table.findOrInsert(recordKey, hash: hash, makeAccumulator)
        try add(values[index], &accumulator.pointee)
        try refire(
          recordKey, hash: hash, slice: start, emitter, makeAccumulator: makeAccumulator,
          merge: merge, makeResult: makeResult)
        (values + index).deinitialize(count: 1)
        index &+= 1
      }
    }
  }

  /// Gives the whole updated result of each window over a slice that has fired and is still kept.
  @inlinable @inline(never)
  func refire<Output>(
    _ key: Key, hash: UInt64, slice: Int64, _ emitter: Emitter<Output>,
    makeAccumulator: () -> Accumulator, merge: (Accumulator, inout Accumulator) throws -> Void,
    makeResult: (Key, Window, Accumulator) throws -> Output
  ) throws {
    var isPartlyLate = false
    var hasRefired = false
    var end = firstEnd(slice)
    while end <= lastEnd(slice), end &- 1 <= watermark {
      defer { end &+= windows.step }
      if isGone(windowEnd: end) {
        isPartlyLate = true
        continue
      }
      var whole = makeAccumulator()
      let start = windows.start(ofWindowEndingAt: end)
      for part in slices where part.start >= start && part.start < end {
        if let accumulator = part.table.find(key, hash: hash) {
          try merge(accumulator.pointee, &whole)
        }
      }
      hasRefired = true
      let window = windows.window(endingAt: end)
      emitter.append(try makeResult(key, window, whole), at: window.lastMoment)
    }
    if isPartlyLate { partlyLateCount &+= 1 }
    if hasRefired { refiringCount &+= 1 }
  }
}
