/// A part of a source that is read in order by one reader, with the position reached.
///
/// A split is a record, so checkpoints keep it: reading goes on where the stored split says.
public protocol Split: Record {
  /// Unique within the source and the same in every run.
  var id: String { get }
  /// How far it is read, in a unit of its own: it grows with every record and never falls. A replay
  /// ends where a checkpoint's splits say; nil: it cannot end in the middle of such a split.
  var progress: Int64? { get }
}

extension Split {
  public var progress: Int64? { nil }
}

/// Where records come from.
///
/// The engine discovers splits, gives each to one subtask, makes a reader for it and keeps what the
/// reader says about its position in every checkpoint. After a crash it makes a new reader from the
/// stored split. Exactly-once rests on the reader returning the same records again from there; a
/// source that cannot (``isReplayable`` is false) may lose what was read since the last checkpoint.
public protocol Source<Element>: Sendable {
  associatedtype Element: FieldValue
  associatedtype Reader: SplitReader where Reader.Element == Element
  typealias SplitType = Reader.SplitType

  /// What it is, for graphs and progress, for example `CSV files of Flight`.
  var label: String { get }
  /// Whether it ends by itself.
  var isBounded: Bool { get }
  /// Whether a reader made from a stored split returns the same records again.
  var isReplayable: Bool { get }
  /// How often to look for further splits; nil: only at the first start.
  var discoveryInterval: Duration? { get }
  /// Why the source cannot work as it is configured, or nil; asked before anything starts.
  var problem: String? { get }
  /// All splits that exist now. Called again after ``discoveryInterval``; splits whose id is known
  /// already are left out by the engine.
  func discoverSplits(_ context: SourceContext) async throws -> [SplitType]
  /// A reader that continues at the split's position.
  func makeReader(for split: SplitType, _ context: SourceContext) async throws -> Reader
  /// Whether ``read(_:into:_:)`` works.
  var canRedrive: Bool { get }
  /// Reads what was refused once more, as if it stood in the input now: appends one record, or adds
  /// a dead letter when it is refused again.
  func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws
}

extension Source {
  /// The source's type without its generic arguments, and the type of its records.
  public var label: String {
    "\(String(describing: Self.self).prefix { $0 != "<" }) of \(Element.self)"
  }
  public var isReplayable: Bool { true }
  public var discoveryInterval: Duration? { nil }
  public var problem: String? { nil }
  public var canRedrive: Bool { false }
  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    throw WeirError(
      .usage, "this source reads no dead letter again (request \(request.number))",
      isRetriable: false)
  }
}

/// Reads one split. Used by one subtask at a time.
public protocol SplitReader<Element>: AnyObject {
  associatedtype Element: FieldValue
  associatedtype SplitType: Split
  /// Appends up to `limit` further records to `batch` and moves ``split`` past them.
  ///
  /// It may await I/O but never waits for data that is not there yet: it returns ``ReadOutcome/idle(retryAfter:)``
  /// so that barriers can pass, and calls `SourceContext.wake` when there is more.
  /// - Throws: when the input cannot be read, or holds a malformed record and the policy is to fail.
  func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome
  /// The split with the position after everything that ``read(into:limit:)`` has returned.
  var split: SplitType { get }
  /// How much of the split is read, 0 to 1; nil when that is not known.
  var fractionRead: Double? { get }
  /// Releases files and tasks. Called once, also after an error.
  func close() async
}

extension SplitReader {
  public var fractionRead: Double? { nil }
}

/// How a read ended.
public enum ReadOutcome: Sendable, Equatable {
  /// Ask again at once.
  case more
  /// Nothing is there now: ask again after the time given, or when woken.
  case idle(retryAfter: Duration?)
  /// The split is read to its end; the batch may hold its last records.
  case end
}

/// What a source may use, and where it stands.
public struct SourceContext: Sendable {
  public let job: String
  public let operatorID: OperatorID
  /// Which subtask of `parallelism` the reader belongs to.
  public let subtask: Int
  public let parallelism: Int
  public let environment: Environment
  /// Tells the engine that a reader that was idle has records; may be called from anywhere.
  public let wake: @Sendable () -> Void
  /// Takes records that could not be read.
  public let deadLetters: DeadLetterCollector

  public init(
    job: String, operatorID: OperatorID, subtask: Int, parallelism: Int, environment: Environment,
    wake: @escaping @Sendable () -> Void, deadLetters: DeadLetterCollector
  ) {
    self.job = job
    self.operatorID = operatorID
    self.subtask = subtask
    self.parallelism = parallelism
    self.environment = environment
    self.wake = wake
    self.deadLetters = deadLetters
  }
}
