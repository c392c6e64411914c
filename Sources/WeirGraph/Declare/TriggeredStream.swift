import WeirCore
import WeirOperators

/// A keyed stream cut into windows whose results a trigger gives.
///
/// Windows become such by any of the methods that say more about their results than when the window
/// ends: early ones, a trigger, revisions, retractions, all records at hand. They keep a list of
/// windows per key and cost more per record than those that only aggregate.
public struct TriggeredStream<Key: FieldValue, Element: FieldValue, T: Trigger>
where T.Input == Element {
  public let keyed: KeyedStream<Key, Element>
  public let assignment: WindowAssignment<Element>
  public let trigger: T
  public let rules: WindowRules
  public let lateTag: OutputTag<Element>?

  @inlinable @inline(__always)
  public init(
    _ keyed: KeyedStream<Key, Element>, _ assignment: WindowAssignment<Element>, _ trigger: T,
    _ rules: WindowRules, _ lateTag: OutputTag<Element>?
  ) {
    self.keyed = keyed
    self.assignment = assignment
    self.trigger = trigger
    self.rules = rules
    self.lateTag = lateTag
  }

  /// Results come when `trigger` says so, and then only: it takes the place of the former one.
  @inlinable @inline(__always)
  public func trigger<Other: Trigger>(_ trigger: Other) -> TriggeredStream<Key, Element, Other>
  where Other.Input == Element {
    TriggeredStream<Key, Element, Other>(keyed, assignment, trigger, rules, lateTag)
  }

  /// Each result holds only the records since the window's last one. A window without new records
  /// gives none at its end.
  @inlinable @inline(__always)
  public func discarding() -> Self {
    var rules = rules
    rules.isDiscarding = true
    return TriggeredStream(keyed, assignment, trigger, rules, lateTag)
  }

  /// Before each further result of a window, the earlier one comes once more with
  /// ``Pane/isRetraction`` set. When sessions that had given results become one, those of all of them
  /// are taken back.
  @inlinable @inline(__always)
  public func retracting() -> Self {
    var rules = rules
    rules.isRetracting = true
    return TriggeredStream(keyed, assignment, trigger, rules, lateTag)
  }

  /// How far behind the watermark results may be; nil: as far as the records.
  public var resultLateness: Duration? {
    guard assignment.needsEventTime else { return nil }
    // A session may take back what it gave for an end that it outgrew long ago.
    if rules.isRetracting, assignment.isMerging { return WindowCheck.anyLateness }
    return rules.allowedLateness
  }

  /// Reports what cannot be right about windows of this name.
  public func check(_ name: String) {
    let check = WindowCheck(name, keyed.stream, rules.allowedLateness)
    check.check(
      problem: assignment.problem, needsEventTime: assignment.needsEventTime,
      hasLateOutput: lateTag != nil)
    check.check(
      trigger,
      .init(
        isMerging: assignment.isMerging, isDiscarding: rules.isDiscarding,
        isRetracting: rules.isRetracting))
  }

  /// One aggregate of each window.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - makeResult: builds the result from key, pane and what was aggregated.
  @inlinable @inline(__always)
  public func aggregate<Aggregate: AggregateFunction, Output: FieldValue>(
    _ name: String, _ aggregate: Aggregate, was: String...,
    into makeResult: @escaping @Sendable (Key, Pane, Aggregate.Output) throws -> Output
  ) -> DataStream<Output> where Aggregate.Input == Element {
    giving(name, was, AggregatePanes(aggregate, makeResult))
  }

  /// Any number of results from all records of a window, which stay in its state in the order of
  /// arrival: prefer an aggregate where one will do.
  /// - Parameter makeResults: builds them from key, pane and records.
  @inlinable @inline(__always)
  public func process<Outputs: Sequence & SendableMetatype>(
    _ name: String, was: String...,
    makeResults: @escaping @Sendable (Key, Pane, [Element]) throws -> Outputs
  ) -> DataStream<Outputs.Element> where Outputs.Element: FieldValue {
    giving(name, was, ElementPanes(makeResults))
  }

  @inlinable @inline(__always)
  public func giving<Panes: PaneFunction>(
    _ name: String, _ was: [String], _ panes: Panes
  ) -> DataStream<Panes.Output> where Panes.Key == Key, Panes.Input == Element {
    check(name)
    let (key, assignment, trigger, rules, tag) = (keyed.key, assignment, trigger, rules, lateTag)
    return keyed.stream.appending(
      name: name, was: was, label: assignment.label, sideOutputs: tag.map { [$0.name] } ?? [],
      hasEventTime: assignment.needsEventTime ? true : nil,
      lateness: resultLateness, dependsOnOrder: true
    ) { site in
      let sides = SideOutputs()
      if let tag { sides.add(tag) }
      let context = site.context
      return KernelOperator<Element, Panes.Output>(
        id: site.id, context: context, sides: sides,
        keyed: { keyGroups in
          .generalWindows(
            assignment, trigger, panes, rules: rules, keyGroups: keyGroups,
            late: tag.flatMap { sides.emitter($0) }, key: key, clock: { context.processingTime })
        })
    }
  }
}

extension TriggeredStream where T == EventTimeTrigger<Element> {
  /// A result after every so many records of a window too, before its end.
  @inlinable @inline(__always)
  public func early(everyRecords count: Int) -> Self { early(.records(count)) }

  /// Results before the window's end too, as often as `interval` when it has got records.
  /// - Parameter time: by event time, or by the wall clock; then early results are not the same in a
  ///   replay.
  @inlinable @inline(__always)
  public func early(every interval: Duration, on time: TimerKind) -> Self {
    let milliseconds = interval.milliseconds
    return early(
      time == .eventTime
        ? .eventTime(milliseconds: milliseconds) : .processingTime(milliseconds: milliseconds))
  }

  @inlinable @inline(__always)
  public func early(_ early: EarlyFiring) -> Self {
    TriggeredStream(keyed, assignment, EventTimeTrigger(early: early), rules, lateTag)
  }
}
