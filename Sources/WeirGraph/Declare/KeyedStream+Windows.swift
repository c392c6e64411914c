import WeirCore
import WeirOperators

extension KeyedStream {
  /// Cuts the stream of each key into windows of so many records.
  @inlinable @inline(__always)
  public func window(_ windows: CountWindows) -> WindowedStream<Key, Element, CountWindows> {
    WindowedStream(self, windows, .zero, nil)
  }

  /// Cuts the stream of each key into windows that an assigner of the job's own gives, or into
  /// sessions whose gap each record says: `.session(gap: { $0.timeout })`.
  /// - Parameters:
  ///   - allowedLateness: how long after its end a window takes records; each gives its whole
  ///     result again.
  ///   - lateTo: where records go that are too late for every window; nil: they are counted.
  @inlinable @inline(__always)
  public func window<Assigner: WindowAssigner>(
    _ assigner: Assigner, allowedLateness: Duration = .zero, lateTo: OutputTag<Element>? = nil
  ) -> TriggeredStream<Key, Element, EventTimeTrigger<Element>> where Assigner.Input == Element {
    var rules = WindowRules()
    rules.allowedLateness = allowedLateness
    return TriggeredStream(
      self, WindowAssignment(assigner), EventTimeTrigger(), rules, lateTo)
  }
}
