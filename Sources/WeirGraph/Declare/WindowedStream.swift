import WeirCore
import WeirOperators

/// A keyed stream cut into windows, waiting to hear what to compute of each.
public struct WindowedStream<Key: FieldValue, Element: FieldValue, Windows: WindowForm> {
  public let keyed: KeyedStream<Key, Element>
  public let windows: Windows
  public let allowedLateness: Duration
  public let lateTag: OutputTag<Element>?

  @inlinable @inline(__always)
  public init(
    _ keyed: KeyedStream<Key, Element>, _ windows: Windows, _ allowedLateness: Duration,
    _ lateTag: OutputTag<Element>?
  ) {
    self.keyed = keyed
    self.windows = windows
    self.allowedLateness = allowedLateness
    self.lateTag = lateTag
  }

  /// Reports what cannot be right about windows of this name.
  public func check(_ name: String) {
    WindowCheck(name, keyed.stream, allowedLateness).check(
      problem: windows.problem, needsEventTime: windows.needsEventTime, hasLateOutput: lateTag != nil)
  }

  /// One result per key and window.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - makeResult: builds the result from key, window and what was aggregated.
  @inlinable @inline(__always)
  public func aggregate<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ aggregate: Aggregate, was: String...,
    into makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    aggregated(name, was, aggregate, makeResult)
  }

  @inlinable @inline(__always)
  public func aggregated<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ was: [String], _ aggregate: Aggregate,
    _ makeResult: @escaping @Sendable (Key, Window, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    check(name)
    let (key, windows, lateness, tag) = (keyed.key, windows, allowedLateness, lateTag)
    return keyed.stream.appending(
      name: name, was: was, label: windows.label, sideOutputs: tag.map { [$0.name] } ?? [],
      hasEventTime: windows.needsEventTime ? true : nil,
      lateness: windows.needsEventTime ? lateness : nil, dependsOnOrder: !windows.needsEventTime
    ) { site in
      let sides = SideOutputs()
      if let tag { sides.add(tag) }
      return KernelOperator<Element, Output>(
        id: site.id, context: site.context, sides: sides,
        keyed: { keyGroups in
          windows.kernel(
            allowedLateness: lateness, keyGroups: keyGroups,
            late: tag.flatMap { sides.emitter($0) }, key: key, aggregate: aggregate,
            makeResult: makeResult)
        })
    }
  }
}
