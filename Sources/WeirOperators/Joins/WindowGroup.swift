import WeirCore

/// The records of both sides in one window of a key, waiting for what is made of them.
public protocol JoinGroup: FieldValue {
  associatedtype Left: FieldValue
  associatedtype Right: FieldValue
  /// What is known of the window.
  associatedtype Place
  var place: Place { get }
  var sides: GroupSides<Left, Right> { get }
}

extension JoinGroup {
  /// A record of the group, by which its key is known: windows without records give nothing.
  @inlinable public var any: Either<Left, Right>? {
    sides.lefts.first.map { .left($0) } ?? sides.rights.first.map { .right($0) }
  }
}

/// The records of both sides in one window of a key, in the order in which they came as far as a
/// window knows it.
public struct WindowGroup<Left: FieldValue, Right: FieldValue>: Record, JoinGroup {
  public var start = EventTime.zero
  public var end = EventTime.zero
  public var sides = GroupSides<Left, Right>()

  @inlinable public init() {}

  @inlinable public init(_ window: Window, _ sides: GroupSides<Left, Right>) {
    start = window.start
    end = window.end
    self.sides = sides
  }

  @inlinable public var place: Window { Window(start: start, end: end) }

  @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("start", &start)
    try field("end", &end)
    try field("sides", &sides)
  }
}

/// Records of two sides.
public struct GroupSides<Left: FieldValue, Right: FieldValue>: Record {
  public var lefts: [Left] = []
  public var rights: [Right] = []

  @inlinable public init() {}

  @inlinable public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("lefts", &lefts)
    try field("rights", &rights)
  }
}

/// Collects the records of both sides: a window join is a window over this aggregate.
public struct CoGroupAggregate<Left: FieldValue, Right: FieldValue>: AggregateFunction {
  @inlinable public init() {}

  @inlinable public func makeAccumulator() -> GroupSides<Left, Right> { GroupSides() }

  @inlinable @inline(__always)
  public func add(_ input: Either<Left, Right>, to sides: inout GroupSides<Left, Right>) {
    switch input {
    case .left(let record): sides.lefts.append(record)
    case .right(let record): sides.rights.append(record)
    }
  }

  @inlinable public func merge(
    _ other: GroupSides<Left, Right>, into sides: inout GroupSides<Left, Right>
  ) {
    sides.lefts += other.lefts
    sides.rights += other.rights
  }

  @inlinable public func result(of sides: GroupSides<Left, Right>) -> GroupSides<Left, Right> {
    sides
  }
}

/// How far an operator has come with the results of the group at its input's head.
public final class GroupProgress {
  @usableFromInline var next = 0
  @inlinable public init() {}
}

extension OperatorKernel {
  /// The pairs of each group; of a group with one side only that side's records, where wanted.
  @inlinable @inline(__always)
  public static func windowPairs(
    pair: @escaping (Input.Left, Input.Right, Input.Place) throws -> Output,
    left: ((Input.Left, Input.Place) throws -> Output)?,
    right: ((Input.Right, Input.Place) throws -> Output)?
  ) -> OperatorKernel<Input, Output> where Input: JoinGroup {
    let progress = GroupProgress()
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      while !batch.isEmpty {
        let group = batch.values[batch.head]
        let (lefts, rights, place) = (group.sides.lefts, group.sides.rights, group.place)
        let count: Int =
          if rights.isEmpty { left == nil ? 0 : lefts.count }
          else if lefts.isEmpty { right == nil ? 0 : rights.count }
          else { lefts.count * rights.count }
        let time = batch.times?[batch.head]
        while progress.next < count {
          guard !emitter.isFull else { return }
          let index = progress.next
          let result: Output
          if let left, rights.isEmpty {
            result = try left(lefts[index], place)
          } else if let right, lefts.isEmpty {
            result = try right(rights[index], place)
          } else {
            result = try pair(lefts[index / rights.count], rights[index % rights.count], place)
          }
          progress.next = index &+ 1
          if let time {
            emitter.give(result, at: time.milliseconds)
          } else {
            emitter.append(result)
          }
        }
        progress.next = 0
        _ = batch.removeFirst()
      }
    }
    kernel.progress = { UInt64(progress.next) }
    kernel.resume = { progress.next = Int(clamping: $0) }
    return kernel
  }
}

extension OperatorKernel {
  /// What is made of all records of a key in a window, given one by one.
  @inlinable @inline(__always)
  public static func coGroups<Key: FieldValue, Outputs: Sequence>(
    key: @escaping (Either<Input.Left, Input.Right>) throws -> Key,
    _ makeResults: @escaping (Key, Input.Place, [Input.Left], [Input.Right]) throws -> Outputs
  ) -> OperatorKernel<Input, Output> where Input: JoinGroup, Outputs.Element == Output {
    .flatMap { group in
      guard let any = group.any else {
        throw WeirError(.invalidJob, "a window without records has fired", isRetriable: false)
      }
      return try makeResults(key(any), group.place, group.sides.lefts, group.sides.rights)
    }
  }
}
