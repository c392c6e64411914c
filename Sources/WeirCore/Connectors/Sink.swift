/// Where records go, exactly once.
///
/// A sink is an epoch log and an applier. Writers (one per subtask) append records and, at a
/// barrier, ``SinkWriter/seal(_:)`` what they hold into durable segments. The segments' names stand
/// in the checkpoint's manifest. Once that is durable the applier (one per sink) makes them visible.
public protocol Sink<Element>: Sendable {
  associatedtype Element: FieldValue
  associatedtype Writer: SinkWriter where Writer.Element == Element
  /// Why the sink cannot work as it is configured, or nil; asked before anything starts.
  var problem: String? { get }
  /// The hash by which records are dealt out to the writers, for stores in which the changes of a
  /// key must come through one writer; nil: the writers take what comes.
  var routingHash: (@Sendable (Element) throws -> UInt64)? { get }
  /// A writer for one subtask of one attempt.
  func makeWriter(_ context: SinkContext) async throws -> Writer
  /// The applier of one attempt; it outlives no attempt.
  func makeApplier(_ context: SinkContext) async throws -> any Applier
  /// What a span of epochs did to a store of this sink, for comparing a replay with its original;
  /// nil when this sink cannot tell. It only reads.
  /// - Parameter context: Where the store is; its attempt and subtask mean nothing.
  /// - Throws: `usage` when epochs of the span are not kept any more.
  func netEffect(of span: EpochSpan, _ context: SinkContext) async throws -> NetEffect?
  /// Makes the store of a copy of the job hold what this sink's store holds at a cut. It only reads
  /// the original; of the copy nothing runs yet.
  /// - Parameters:
  ///   - original: Where the store is; its attempt and subtask mean nothing.
  ///   - copy: Where the copy's store will be; nothing is there yet.
  /// - Throws: ``SnapshotExpired`` when epochs are not kept any more, `usage` when the sink cannot.
  func copyStore(
    at cut: StoreCut, from original: SinkContext, to copy: SinkContext
  ) async throws
  /// The changes that a store of this sink refused, oldest first. It only reads.
  func rejectedChanges(_ context: SinkContext) async throws -> [RejectedChange]
}

extension Sink {
  public var problem: String? { nil }
  public var routingHash: (@Sendable (Element) throws -> UInt64)? { nil }
  public func netEffect(of span: EpochSpan, _ context: SinkContext) async throws -> NetEffect? { nil }
  public func copyStore(
    at cut: StoreCut, from original: SinkContext, to copy: SinkContext
  ) async throws {
    throw WeirError(
      .usage, "stores of sink \(original.operatorID) cannot be copied; leave --with-stores out",
      at: .init(operatorID: original.operatorID.name))
  }
  public func rejectedChanges(_ context: SinkContext) async throws -> [RejectedChange] { [] }
}

/// Stages records of one subtask. Used by one task at a time.
public protocol SinkWriter<Element>: AnyObject {
  associatedtype Element: FieldValue
  /// Takes the records of a batch in order; the caller recycles the batch. Synchronous: it buffers.
  /// - Throws: when a record cannot be encoded.
  func write(_ batch: Batch<Element>) throws
  /// Whether ``flush()`` should be called before the next ``write(_:)``.
  var needsFlush: Bool { get }
  /// The bytes written since the last ``seal(_:)`` that an applier will have to read again, about;
  /// 0 for a store that applies at once. It decides when a checkpoint should come early.
  var stagedByteCount: Int64 { get }
  /// Moves buffered bytes to disk; not durable.
  func flush() async throws
  /// Makes everything written since the last call durable and returns its segments, in order; none
  /// when nothing was written. Nothing becomes visible under a final name.
  ///
  /// The checkpoint may still be aborted: the engine then lists these segments with a later one.
  func seal(_ epoch: CheckpointID) async throws -> [Segment]
  /// Takes a change that the store had refused, before the epoch is sealed. Only the writer of
  /// subtask 0 is asked. The same request may come again after a crash, so what names the change
  /// must make it happen once.
  /// - Throws: `usage` when the sink cannot.
  func redrive(_ request: RedriveRequest) async throws
  /// No record follows. Called before the last ``seal(_:)``, in which a store that keeps files open
  /// over several epochs closes them; only such stores need it.
  func finish()
  /// The attempt is over: closes files without making anything visible.
  func abandon() async
}

extension SinkWriter {
  public func redrive(_ request: RedriveRequest) async throws {
    throw WeirError(
      .usage, "this sink takes no change again (request \(request.number))", isRetriable: false)
  }
  public var stagedByteCount: Int64 { 0 }
  public func finish() {}
}
