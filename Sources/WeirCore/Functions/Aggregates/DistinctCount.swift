/// Counts different values exactly, nil values taking no part. See ``DistinctValues`` for what it
/// keeps: every value, for each key and window.
public struct DistinctCount<Input: FieldValue, Value: FieldValue>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) -> Value?
  @inlinable @inline(__always)
  public init(_ value: @escaping @Sendable (Input) -> Value?) { self.value = value }
  @inlinable public func makeAccumulator() -> DistinctValues<Value> { DistinctValues() }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout DistinctValues<Value>) {
    if let value = value(input) { accumulator.insert(value) }
  }
  @inlinable public func merge(
    _ other: DistinctValues<Value>, into accumulator: inout DistinctValues<Value>
  ) {
    accumulator.formUnion(other)
  }
  @inlinable public func result(of accumulator: DistinctValues<Value>) -> Int { accumulator.count }
}

/// Counts different values in all and in each of several classes, and keeps each value once.
public struct DistinctCounts<Input: FieldValue, Value: FieldValue>: AggregateFunction {
  @usableFromInline let value: @Sendable (Input) -> Value?
  @usableFromInline let classes: RecordClasses<Input>
  @inlinable @inline(__always)
  public init(
    _ value: @escaping @Sendable (Input) -> Value?, classes count: Int,
    by classOf: @escaping @Sendable (Input) -> Int?
  ) {
    self.value = value
    classes = RecordClasses(count: count, classOf: classOf)
  }
  @inlinable public func makeAccumulator() -> DistinctValues<Value> { DistinctValues() }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout DistinctValues<Value>) throws {
    guard let value = value(input) else { return }
    let index = try classes.index(of: input)
    accumulator.insert(value, classes: index.map { 1 << UInt32($0) } ?? 0)
  }
  @inlinable public func merge(
    _ other: DistinctValues<Value>, into accumulator: inout DistinctValues<Value>
  ) {
    accumulator.formUnion(other)
  }
  /// All different values first, then those of each class.
  @inlinable public func result(of accumulator: DistinctValues<Value>) -> [Int] {
    [accumulator.count] + (0..<classes.count).map { accumulator.count(inClass: $0) }
  }
}

/// Counts records in all and in each of several classes.
public struct ClassCounts<Input: FieldValue>: AggregateFunction {
  @usableFromInline let classes: RecordClasses<Input>
  @inlinable @inline(__always)
  public init(classes count: Int, by classOf: @escaping @Sendable (Input) -> Int?) {
    classes = RecordClasses(count: count, classOf: classOf)
  }
  @inlinable public func makeAccumulator() -> [Int] {
    Array(repeating: 0, count: Swift.max(0, classes.count) + 1)
  }
  @inlinable @inline(__always)
  public func add(_ input: Input, to accumulator: inout [Int]) throws {
    accumulator[0] &+= 1
    if let index = try classes.index(of: input), index + 1 < accumulator.count {
      accumulator[index + 1] &+= 1
    }
  }
  @inlinable public func merge(_ other: [Int], into accumulator: inout [Int]) {
    for index in 0..<Swift.min(other.count, accumulator.count) {
      accumulator[index] &+= other[index]
    }
  }
  /// All records first, then those of each class.
  @inlinable public func result(of accumulator: [Int]) -> [Int] { accumulator }
}

/// Which of several classes a record belongs to.
@usableFromInline struct RecordClasses<Input: FieldValue>: Sendable {
  @usableFromInline let count: Int
  @usableFromInline let classOf: @Sendable (Input) -> Int?

  @inlinable init(count: Int, classOf: @escaping @Sendable (Input) -> Int?) {
    self.count = count
    self.classOf = classOf
  }

  /// - Throws: `limit` for a class that was not announced, or more classes than there can be.
  @inlinable @inline(__always) func index(of input: Input) throws -> Int? {
    guard let index = classOf(input) else { return nil }
    guard index >= 0, index < count, count <= 32 else { throw refusal(index) }
    return index
  }

  @usableFromInline func refusal(_ index: Int) -> WeirError {
    WeirError(
      .limit, "a record is of class \(index), but there are classes 0 to \(count - 1), and at most"
        + " 32; give the right number of classes", domain: .user, isRetriable: false)
  }
}

extension AggregateFunction {
  /// How many different values there are; nil takes no part.
  @inlinable @inline(__always)
  public static func distinctCount<Input, Value>(
    _ value: sending @escaping (Input) -> Value?
  ) -> Self where Self == DistinctCount<Input, Value> {
    let function = UncheckedFunction(value)
    return DistinctCount { function.call($0) }
  }

  /// How many different values there are in all, and in each class; every value is kept once.
  /// - Parameters:
  ///   - classes: how many classes there are, 32 at most.
  ///   - classOf: the class of a record, from 0; nil for none of them.
  @inlinable @inline(__always)
  public static func distinctCounts<Input, Value>(
    _ value: sending @escaping (Input) -> Value?, classes: Int,
    by classOf: sending @escaping (Input) -> Int?
  ) -> Self where Self == DistinctCounts<Input, Value> {
    let function = UncheckedFunction(value)
    let classFunction = UncheckedFunction(classOf)
    return DistinctCounts(
      { function.call($0) }, classes: classes, by: { classFunction.call($0) })
  }

  /// How many records there are in all, and in each class.
  @inlinable @inline(__always)
  public static func counts<Input>(
    classes: Int, by classOf: sending @escaping (Input) -> Int?
  ) -> Self where Self == ClassCounts<Input> {
    let function = UncheckedFunction(classOf)
    return ClassCounts(classes: classes) { function.call($0) }
  }
}
