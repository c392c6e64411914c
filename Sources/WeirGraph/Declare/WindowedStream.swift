import WeirCore
import WeirOperators

/// A keyed stream cut into windows, waiting to hear what to compute of each.
public struct WindowedStream<Key: FieldValue, Element: FieldValue, Windows: WindowForm> {
  public let keyed: KeyedStream<Key, Element>
  @usableFromInline let settings: WindowSettings<Element, Windows>

  @inlinable @inline(__always)
  public init(
    _ keyed: KeyedStream<Key, Element>, _ windows: Windows, _ allowedLateness: Duration,
    _ lateTag: OutputTag<Element>?
  ) {
    self.keyed = keyed
    settings = WindowSettings(windows, allowedLateness, lateTag)
  }

  @inlinable public var windows: Windows { settings.windows }
  @inlinable public var allowedLateness: Duration { settings.allowedLateness }
  @inlinable public var lateTag: OutputTag<Element>? { settings.lateTag }

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
    let code: OperatorCode<Element, Output> = windows.code(
      Aggregate.self, key: keyed.key, makeResult: makeResult)
    let (windows, lateness, tag) = (windows, allowedLateness, lateTag)
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
            code, key: Key.self, aggregate, allowedLateness: lateness, keyGroups: keyGroups,
            late: tag.flatMap { sides.emitter($0) })
        })
    }
  }
}

/// How a stream is cut into windows.
///
/// A class, because the stream above it must stay a struct of few fields: the optimiser takes small
/// structs apart only, and compiles a key selector into the operator's loop only if it can see, through
/// all the declaration's calls, which one it is.
@usableFromInline final class WindowSettings<Element: FieldValue, Windows: WindowForm> {
  @usableFromInline let windows: Windows
  @usableFromInline let allowedLateness: Duration
  @usableFromInline let lateTag: OutputTag<Element>?

  @inlinable init(
    _ windows: Windows, _ allowedLateness: Duration, _ lateTag: OutputTag<Element>?
  ) {
    self.windows = windows
    self.allowedLateness = allowedLateness
    self.lateTag = lateTag
  }
}
