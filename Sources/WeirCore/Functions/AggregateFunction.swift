/// Folds many values into one result through an accumulator that checkpoints can hold.
///
/// `merge` lets windows be assembled from slices and sessions from parts; results must not depend
/// on how the values were split between accumulators.
public protocol AggregateFunction<Input, Output>: Sendable {
  associatedtype Input: FieldValue
  associatedtype Accumulator: FieldValue
  associatedtype Output
  /// The accumulator of no values.
  func makeAccumulator() -> Accumulator
  /// Adds one value.
  func add(_ input: Input, to accumulator: inout Accumulator) throws
  /// Adds everything that `other` holds; `other` came later in the stream, where that is known.
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws
  /// The result so far.
  func result(of accumulator: Accumulator) throws -> Output
}
