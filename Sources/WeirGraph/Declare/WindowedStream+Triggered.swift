import WeirCore
import WeirOperators

/// Windows that say more about their results than one at the end of each.
extension WindowedStream {
  /// The same windows and results, each with its revision: builders see a ``Pane``.
  @inlinable @inline(__always)
  public func revised() -> TriggeredStream<Key, Element, EventTimeTrigger<Element>> {
    trigger(EventTimeTrigger())
  }

  /// Results come when `trigger` says so, and then only.
  @inlinable @inline(__always)
  public func trigger<T: Trigger>(_ trigger: T) -> TriggeredStream<Key, Element, T>
  where T.Input == Element {
    var rules = WindowRules()
    rules.allowedLateness = allowedLateness
    return TriggeredStream(keyed, windows.assignment(of: Element.self), trigger, rules, lateTag)
  }

  /// A result after every so many records of a window too, before its end.
  @inlinable @inline(__always)
  public func early(
    everyRecords count: Int
  ) -> TriggeredStream<Key, Element, EventTimeTrigger<Element>> {
    revised().early(everyRecords: count)
  }

  /// Results before the window's end too, as often as `interval` when it has got records.
  /// - Parameter time: by event time, or by the wall clock; then early results are not the same in a
  ///   replay.
  @inlinable @inline(__always)
  public func early(
    every interval: Duration, on time: TimerKind
  ) -> TriggeredStream<Key, Element, EventTimeTrigger<Element>> {
    revised().early(every: interval, on: time)
  }

  /// Each result holds only the records since the window's last one.
  @inlinable @inline(__always)
  public func discarding() -> TriggeredStream<Key, Element, EventTimeTrigger<Element>> {
    revised().discarding()
  }

  /// Before each further result of a window, the earlier one comes once more with
  /// ``Pane/isRetraction`` set.
  @inlinable @inline(__always)
  public func retracting() -> TriggeredStream<Key, Element, EventTimeTrigger<Element>> {
    revised().retracting()
  }

  /// Any number of results from all records of a window, which stay in its state in the order of
  /// arrival: prefer an aggregate where one will do.
  @inlinable @inline(__always)
  public func process<Outputs: Sequence & SendableMetatype>(
    _ name: String, was: String...,
    makeResults: @escaping @Sendable (Key, Pane, [Element]) throws -> Outputs
  ) -> DataStream<Outputs.Element> where Outputs.Element: FieldValue {
    revised().giving(name, was, ElementPanes(makeResults))
  }
}
