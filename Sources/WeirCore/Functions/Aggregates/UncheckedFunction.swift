/// A function handed over by its caller, to be called from several tasks.
///
/// The factories of aggregates take `sending` functions where they mean `@Sendable` ones: Swift 6.3
/// loses the attribute of a closure that is an argument of an implicit member. The caller can no
/// longer reach what the function captures; the function itself must not change it.
@usableFromInline struct UncheckedFunction<Input, Value>: @unchecked Sendable {
  @usableFromInline let call: (Input) -> Value
  @inlinable @inline(__always) init(_ call: @escaping (Input) -> Value) { self.call = call }
}
