import WeirCore
import WeirOperators

extension ConnectedStreams {
  /// Adds the operator of a join.
  /// - Parameter lateness: how far behind the watermark its results may be; nil: as far as what it
  ///   gets.
  @inlinable @inline(__always)
  public func joined<Output: FieldValue>(
    _ name: String, _ was: [String], label: String, _ late: (OutputTag<Left>?, OutputTag<Right>?),
    hasEventTime: Bool, lateness: Duration? = nil, dependsOnOrder: Bool = false,
    _ makeKernel: @escaping @Sendable (
      KeyGroupRange, JoinLateness<Left, Right>, @escaping (Either<Left, Right>) throws -> Key
    ) -> OperatorKernel<Either<Left, Right>, Output>
  ) -> DataStream<Output> {
    let key = both.key
    return both.stream.appending(
      name: name, was: was, label: label,
      sideOutputs: [late.0?.name, late.1?.name].compactMap { $0 }, hasEventTime: hasEventTime,
      lateness: lateness, dependsOnOrder: dependsOnOrder
    ) { site in
      let sides = SideOutputs()
      if let tag = late.0 { sides.add(tag) }
      if let tag = late.1 { sides.add(tag) }
      return KernelOperator<Either<Left, Right>, Output>(
        id: site.id, context: site.context, sides: sides,
        keyed: { makeKernel($0, JoinLateness(sides, left: late.0, right: late.1), key) })
    }
  }
}
