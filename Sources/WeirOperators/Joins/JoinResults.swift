import WeirCore

/// What a join makes of its records.
public struct JoinResults<Left, Right, Output> {
  /// What a record without partners comes to.
  public struct Alone<Side> {
    /// The result when it is known, or assumed, that it has none.
    public let put: (Side) throws -> Output
    /// What takes that result back, for joins that assume.
    public let remove: ((Side) throws -> Output)?

    @inlinable public init(
      put: @escaping (Side) throws -> Output, remove: ((Side) throws -> Output)? = nil
    ) {
      self.put = put
      self.remove = remove
    }
  }

  public let pair: (Left, Right) throws -> Output
  /// nil: left records without partners give nothing.
  public let left: Alone<Left>?
  /// nil: right records without partners give nothing.
  public let right: Alone<Right>?

  @inlinable public init(
    pair: @escaping (Left, Right) throws -> Output, left: Alone<Left>? = nil,
    right: Alone<Right>? = nil
  ) {
    self.pair = pair
    self.left = left
    self.right = right
  }
}

/// Where the records go that came too late, each side to its own side output.
public struct JoinLateness<Left: FieldValue, Right: FieldValue> {
  public let left: Emitter<Left>?
  public let right: Emitter<Right>?

  @inlinable public init(left: Emitter<Left>?, right: Emitter<Right>?) {
    self.left = left
    self.right = right
  }
}

extension JoinLateness {
  /// The side outputs that were declared for the tags.
  @inlinable public init(
    _ sides: SideOutputs, left: OutputTag<Left>?, right: OutputTag<Right>?
  ) {
    self.init(
      left: left.flatMap { sides.emitter($0) }, right: right.flatMap { sides.emitter($0) })
  }
}

extension JoinState {
  /// Counts a record that came too late and sends it where such records go.
  @inlinable @inline(never)
  func refuse<Left: FieldValue, Right: FieldValue>(
    _ record: Either<Left, Right>, _ time: Int64, _ late: JoinLateness<Left, Right>
  ) {
    switch record {
    case .left(let record):
      lateLeftCount &+= 1
      late.left?.append(record, at: EventTime(milliseconds: time))
    case .right(let record):
      lateRightCount &+= 1
      late.right?.append(record, at: EventTime(milliseconds: time))
    }
  }
}

extension OperatorKernel {
  /// What every join hands to the engine whose entries are written as they are.
  @inlinable mutating func carry<Key: FieldValue, Entry: JoinEntry & FieldValue>(
    _ state: JoinState<Key, Entry>, key: @escaping (Input) throws -> Key
  ) {
    snapshot = { try state.snapshot() }
    restore = { try state.restore($0) }
    carryCounts(of: state, key: key)
  }

  /// What every join hands to the engine.
  @inlinable mutating func carryCounts<Key: FieldValue, Entry: JoinEntry>(
    of state: JoinState<Key, Entry>, key: @escaping (Input) throws -> Key
  ) {
    owns = { state.keyGroups.contains(hash: try key($0).stableHash) }
    counters = {
      [("late_left", state.lateLeftCount), ("late_right", state.lateRightCount)]
    }
  }
}

extension Emitter {
  /// Appends a record with its time, in a few instructions while the batch has room.
  @inlinable @inline(__always)
  func give(_ record: consuming Element, at milliseconds: Int64) {
    let time = EventTime(milliseconds: milliseconds)
    let out = current
    if out.isFull || (!out.hasEventTimes && !out.isEmpty) {
      append(record, at: time)
    } else {
      out.append(record, at: time)
    }
  }
}
