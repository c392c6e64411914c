import WeirCore
import WeirGraph
import WeirOperators

/// Drives a ``KeyedProcessFunction`` by hand, through the same code that runs it in a job.
///
/// ```swift
/// let harness = try KeyedHarness(Alert())
/// try harness.process(Payment(cents: 150_000), key: "anna", at: .zero)
/// #expect(harness.output == [Alarm(account: "anna")])
/// try harness.advanceWatermark(to: .zero + .minutes(10))
/// #expect(harness.state(of: "anna") == nil)
/// ```
///
/// Errors that the function throws come out of the call that ran it, as the cause of a `WeirError`.
public final class KeyedHarness<Function: KeyedProcessFunction> {
  /// The key of the record that is given next: the harness takes it beside the record.
  /// Touched by the task of the test alone.
  private final class CurrentKey: @unchecked Sendable {
    var key: Function.Key?
  }

  /// The states that were made for the function's keys; later ones take over from earlier ones.
  private final class KeptStates {
    private var states: [ProcessState<Function.Key, Function.State>] = []

    func make(_ keyGroups: KeyGroupRange) -> ProcessState<Function.Key, Function.State> {
      let state = ProcessState<Function.Key, Function.State>(keyGroups: keyGroups)
      states.append(state)
      return state
    }

    subscript(key: Function.Key) -> ProcessState<Function.Key, Function.State>? {
      states.last { $0.holds(key) }
    }
  }

  private let harness: OperatorHarness<Function.Input, Function.Output>
  private let kept = KeptStates()
  private let current = CurrentKey()

  /// - Parameters:
  ///   - sideOutputs: the tags that the function may emit to, as the job declares them.
  ///   - setup: which subtask to imitate, and how it is interrupted.
  ///   - snapshots: of all subtasks of the run to go on with.
  public init(
    _ function: Function, sideOutputs: [any AnyOutputTag] = [],
    setup: HarnessSetup = HarnessSetup(), restoring snapshots: [HarnessSnapshot] = []
  ) throws {
    let context = setup.makeContext()
    let sides = SideOutputs()
    for tag in sideOutputs { tag.declare(in: sides) }
    let current = current
    let code = OperatorCode<Function.Input, Function.Output>.process(Function.self) { _ in
      guard let key = current.key else {
        throw WeirError(.invalidJob, "a record without a key reached the function under test")
      }
      return key
    }
    let made = KernelOperator<Function.Input, Function.Output>(
      id: OperatorID("function"), context: context, sides: sides,
      keyed: { [kept] keyGroups in
        .process(
          code,
          KeyedProcess(
            function, keyGroups: keyGroups, sides: sides, state: kept.make(keyGroups),
            clock: { context.processingTime }))
      })
    let recorder = OutputRecorder(context: context)
    made.outputs[0].connect(to: recorder)
    var recorders: [String: OutputRecorder] = [:]
    for (index, tag) in sideOutputs.enumerated() {
      let side = OutputRecorder(context: context)
      made.outputs[index + 1].connect(to: side)
      recorders[tag.name] = side
    }
    let chain = HarnessChain(
      setup, operators: [made], output: recorder, sides: recorders, context: context)
    harness = OperatorHarness(chain)
    try chain.open(snapshots)
  }

  /// Gives the function one record of a key.
  /// - Parameter time: nil for a stream without event times.
  public func process(
    _ record: Function.Input, key: Function.Key, at time: EventTime? = nil
  ) throws {
    current.key = key
    try harness.push(record, at: time)
  }

  /// Says that no record at or before `watermark` follows; fires event-time timers.
  public func advanceWatermark(to watermark: EventTime) throws {
    try harness.advanceWatermark(to: watermark)
  }

  /// Sets the wall clock and fires processing-time timers that are due.
  public func advanceProcessingTime(to now: ProcessingTime) throws {
    try harness.advanceProcessingTime(to: now)
  }

  /// The records that came out since this was last looked at.
  public var output: [Function.Output] { harness.output }

  /// Everything that came out since the last look, in order, with times and watermarks.
  public func takeOutputs() -> [HarnessOutput<Function.Output>] { harness.takeOutputs() }

  /// The records that came out of a side output since this was last looked at.
  /// - Throws: `invalidJob` when the tag is not among those declared.
  public func sideOutput<Side: FieldValue>(_ tag: OutputTag<Side>) throws -> [Side] {
    try harness.sideOutput(tag)
  }

  /// The state of a key; nil when there is none.
  public func state(of key: Function.Key) -> Function.State? { kept[key]?.state(of: key) }

  /// The timers of a key that have not fired, in the order of registration.
  public func timers(of key: Function.Key) -> [FiredTimer] { kept[key]?.timers(of: key) ?? [] }

  /// Whether the function's operator has interrupted itself; it goes on with ``resume()``.
  public var isSuspended: Bool { harness.isSuspended }

  /// Lets an interrupted operator go on until the output budget is used up again.
  public func resume() throws { try harness.resume() }

  /// What a checkpoint at this moment would hold.
  public func snapshot() throws -> HarnessSnapshot { try harness.snapshot() }
}
