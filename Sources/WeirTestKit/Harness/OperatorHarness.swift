import WeirCore
import WeirGraph
import WeirOperators

/// Drives operators by hand, without a job: push records and watermarks, look at what comes out,
/// take a snapshot, restore it into another harness.
///
/// ```swift
/// let harness = try OperatorHarness { (words: DataStream<String>) in
///   words.keyed(by: { $0 })
///     .window(.tumbling(every: .minutes(1)))
///     .aggregate("counts", .count()) { word, _, count in WordTotal(word: word, count: count) }
/// }
/// try harness.push("sea", at: .zero)
/// try harness.advanceWatermark(to: .zero + .minutes(1))
/// #expect(harness.output == [WordTotal(word: "sea", count: 1)])
/// ```
///
/// The operators run as in one subtask: synchronously, in the order given, under an output budget.
/// Errors of the job's functions come out of the call that ran them.
public final class OperatorHarness<Input: FieldValue, Output: FieldValue> {
  private let chain: HarnessChain

  /// - Parameters:
  ///   - setup: which subtask to imitate, and how it is interrupted.
  ///   - snapshots: of all subtasks of the run to go on with.
  ///   - define: the operators under test, between the harness's input and its output.
  /// - Throws: `invalidJob` when they cannot be built; what restoring throws.
  public init(
    setup: HarnessSetup = HarnessSetup(), restoring snapshots: [HarnessSnapshot] = [],
    _ define: (DataStream<Input>) throws -> DataStream<Output>
  ) throws {
    let context = setup.makeContext()
    let builder = JobBuilder()
    let head = builder.add(
      name: nil, label: "harness",
      kind: .transform { PassingOperator(id: $0.id, context: $0.context) }, inputs: [])
    let input = DataStream<Input>(
      builder: builder, origins: [StreamOrigin(node: head, hasEventTime: true)])
    let outputs = try define(input).origins
    let graph = builder.graph
    guard graph.problems.isEmpty else {
      throw WeirError(.invalidJob, graph.problems.joined(separator: "; "))
    }
    let recorder = OutputRecorder(context: context)
    var operators: [ChainOperator] = []
    var sides: [String: OutputRecorder] = [:]
    for node in graph.nodes {
      guard case .transform(let factory) = node.kind else {
        throw WeirError(
          .invalidJob, "a harness has neither sources nor sinks; take \"\(node.id)\" out")
      }
      let made = try factory(OperatorSite(id: node.id, context: context))
      for edge in node.inputs { operators[edge.from].outputs[edge.port].connect(to: made) }
      for (index, name) in node.sideOutputs.enumerated() {
        let side = OutputRecorder(context: context)
        made.outputs[index + 1].connect(to: side)
        sides[name] = side
      }
      operators.append(made)
    }
    for node in graph.nodes {
      for (name, origin) in node.sideStreams {
        let side = OutputRecorder(context: context)
        operators[origin.node].outputs[origin.port].connect(to: side)
        sides[name] = side
      }
    }
    for origin in outputs { operators[origin.node].outputs[origin.port].connect(to: recorder) }
    chain = HarnessChain(
      setup, operators: operators, output: recorder, sides: sides, context: context)
    try chain.open(snapshots)
  }

  init(_ chain: HarnessChain) { self.chain = chain }

  /// Gives the operators one record.
  public func push(_ record: Input, at time: EventTime? = nil) throws {
    let batch = Batch<Input>(capacity: 1)
    if let time { batch.append(record, at: time) } else { batch.append(record) }
    try push(batch)
  }

  /// Gives the operators several records at once, as a source reads them.
  /// - Parameter split: the split of the source that they come from.
  public func push(_ records: [(record: Input, time: EventTime)], split: Int = 0) throws {
    let batch = Batch<Input>(capacity: max(1, records.count))
    for (record, time) in records { batch.append(record, at: time) }
    batch.split = Int32(clamping: split)
    try push(batch)
  }

  /// Gives the operators several records without event times at once.
  public func push(_ records: [Input], split: Int = 0) throws {
    let batch = Batch<Input>(capacity: max(1, records.count))
    for record in records { batch.append(record) }
    batch.split = Int32(clamping: split)
    try push(batch)
  }

  private func push(_ batch: Batch<Input>) throws { try chain.give { try $0.receive(batch) } }

  /// Says that no record at or before `watermark` follows.
  public func advanceWatermark(to watermark: EventTime) throws {
    try chain.give { try $0.receive(watermark: watermark) }
  }

  /// Says that all input has ended.
  public func endInput() throws { try advanceWatermark(to: .distantFuture) }

  /// Says that the input is silent for a while, or no longer.
  public func setIdle(_ isIdle: Bool) throws { try chain.give { try $0.receive(isIdle: isIdle) } }

  /// Tells the operators about the splits of their source.
  public func split(_ event: SplitEvent) throws { try chain.give { try $0.receive(split: event) } }

  /// Sets the wall clock and fires processing-time timers that are due.
  public func advanceProcessingTime(to now: ProcessingTime) throws {
    try chain.advanceProcessingTime(to: now)
  }

  /// How many asynchronous calls operators have begun that were neither finished nor given up. None
  /// is made before ``finishCall(_:)``.
  public var waitingCallCount: Int { chain.calls.count }

  /// Makes one of the calls that wait and lets its operator take the result.
  /// - Parameter index: which one; 0 is the one that began first.
  /// - Throws: `invalidJob` when there is none; what the operators throw.
  public func finishCall(_ index: Int = 0) async throws { try await chain.finishCall(index) }

  /// The records that came out since this was last looked at.
  public var output: [Output] { takeOutputs().compactMap(\.record) }

  /// Everything that came out since the last look, in order, with times, watermarks and idleness.
  public func takeOutputs() -> [HarnessOutput<Output>] {
    // The recorder's type was checked when the chain was built.
    (try? chain.output.take(Output.self)) ?? []
  }

  /// The records that came out of a side output since this was last looked at.
  /// - Throws: `invalidJob` when no operator declares it.
  public func sideOutput<Side: FieldValue>(_ tag: OutputTag<Side>) throws -> [Side] {
    try chain.take(tag).compactMap(\.record)
  }

  /// The operators' counters by name, for example `late`.
  public var counters: [String: UInt64] { chain.counters }

  /// Whether an operator has interrupted itself; it goes on with ``resume()``.
  public var isSuspended: Bool { chain.context.isSuspended }

  /// Lets interrupted operators go on until the output budget is used up again.
  public func resume() throws { try chain.resume() }

  /// What a checkpoint at this moment would hold.
  public func snapshot() throws -> HarnessSnapshot { try chain.snapshot() }
}
