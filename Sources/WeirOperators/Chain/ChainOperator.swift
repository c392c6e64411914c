import WeirCore

/// An operator inside a chain, its record types erased: one virtual call per batch.
///
/// Subclasses hold closures that were made where the types were known. They run synchronously and
/// know nothing of channels, files or clocks.
///
/// What is touched for every batch is exempt from the run-time check of exclusive access, here and in
/// what a chain is made of: one loop owns a chain, and nothing keeps an access open across a call
/// that comes back to the same property.
open class ChainOperator: BatchReceiver {
  /// The name under which its state is stored.
  public final let id: OperatorID
  public final let context: ChainContext
  /// Port 0 is the main output, further ones are side outputs in the order of their declaration.
  @exclusivity(unchecked) public final var outputs: [OutputPort]
  /// Records taken and given since the start of the attempt.
  @exclusivity(unchecked) public final var recordsIn: UInt64 = 0
  @exclusivity(unchecked) public final var recordsOut: UInt64 = 0

  public init(id: OperatorID, context: ChainContext, portCount: Int = 1) {
    self.id = id
    self.context = context
    outputs = Array(repeating: OutputPort(), count: portCount)
  }

  /// Goes on with the work that was left when the operator last suspended itself.
  open func resume() throws {}

  /// Whether ``resume()`` is of no use before a result of an asynchronous call is there or
  /// ``nextProcessingTimer`` has come; asked only while the operator is suspended.
  open var isWaiting: Bool { false }

  /// The attempt is over: gives up what runs outside the chain.
  open func close() {}

  /// Takes up state. Called once, before any element, with the sections of all subtasks of the
  /// checkpoint; the operator picks what belongs to it now.
  open func restore(_ sections: [RestoredSection]) throws {}

  /// Called once after ``restore(_:)`` and before any element: announces a restored watermark and
  /// goes on with restored pending work.
  open func open() throws {}

  /// The operator's part of a snapshot, taken synchronously between two elements.
  open func snapshot() throws -> [StateSection] { [] }

  /// Whether ``nextProcessingTimer`` is ever anything; asked once, because nearly always it is not.
  open var hasProcessingTimers: Bool { true }

  /// When ``advance(to:)`` wants to be called next.
  open var nextProcessingTimer: ProcessingTime? { nil }

  /// Fires processing-time timers that are due.
  open func advance(to now: ProcessingTime) throws {}

  /// Named counts since the start of the attempt, for example late records. They only grow; the
  /// chain adds what was counted before the attempt.
  open var counters: [(name: String, value: UInt64)] { [] }

  /// A silence after which a split counts as idle; asked of the operators behind a source.
  open var idleTimeout: Duration? { nil }

  /// How many records may be read at once; asked of the operators behind a source.
  open var readLimit: Int? { nil }

  open override func receive(watermark: EventTime) throws {
    for output in outputs { try output.emit(watermark: watermark) }
  }

  open override func receive(isIdle: Bool) throws {
    for output in outputs { try output.emit(isIdle: isIdle) }
  }

  open override func receive(split event: SplitEvent) throws {
    for output in outputs { try output.emit(split: event) }
  }
}
