/// A process function over two streams with one key: both share the key's state and timers.
///
/// ```swift
/// struct Matching: KeyedCoProcessFunction {
///   func processLeft(
///     _ order: Order, state: inout Order?, context: KeyedContext<Int, Shipment>
///   ) { state = order }
///   func processRight(
///     _ parcel: Parcel, state: inout Order?, context: KeyedContext<Int, Shipment>
///   ) {
///     if let order = state { context.emit(Shipment(order, parcel)) }
///   }
/// }
/// ```
///
/// Calls for one key never overlap, whichever stream they come from; between the two streams
/// records have no order. What ``KeyedProcessFunction`` says of state, timers and errors holds here
/// too.
public protocol KeyedCoProcessFunction<Key, Left, Right, State, Output>: Sendable {
  associatedtype Key: FieldValue
  associatedtype Left: FieldValue
  associatedtype Right: FieldValue
  associatedtype State: FieldValue
  associatedtype Output: FieldValue
  /// Handles one record of the left stream.
  func processLeft(
    _ record: Left, state: inout State?, context: KeyedContext<Key, Output>
  ) throws
  /// Handles one record of the right stream.
  func processRight(
    _ record: Right, state: inout State?, context: KeyedContext<Key, Output>
  ) throws
  /// Handles one timer of the key.
  func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Output>
  ) throws
}

extension KeyedCoProcessFunction {
  public func onTimer(
    _ timer: FiredTimer, state: inout State?, context: KeyedContext<Key, Output>
  ) throws {}
}

/// A function over two streams as one over the stream that both flow in, as it runs and is tested.
public struct Connected<Function: KeyedCoProcessFunction>: KeyedProcessFunction {
  @usableFromInline let function: Function

  @inlinable public init(_ function: Function) { self.function = function }

  @inlinable @inline(__always)
  public func process(
    _ record: Either<Function.Left, Function.Right>, state: inout Function.State?,
    context: KeyedContext<Function.Key, Function.Output>
  ) throws {
    switch record {
    case .left(let record): try function.processLeft(record, state: &state, context: context)
    case .right(let record): try function.processRight(record, state: &state, context: context)
    }
  }

  @inlinable @inline(__always)
  public func onTimer(
    _ timer: FiredTimer, state: inout Function.State?,
    context: KeyedContext<Function.Key, Function.Output>
  ) throws {
    try function.onTimer(timer, state: &state, context: context)
  }
}
