/// Says which windows a record belongs to.
///
/// ```swift
/// struct Shifts: WindowAssigner {
///   func windows(of stamp: Stamp, at time: EventTime) -> [Window] {
///     [stamp.isNight ? night(around: time) : day(around: time)]
///   }
/// }
/// ```
///
/// The same record must always get the same windows. A window that ends by the watermark, allowed
/// lateness included, takes no record any more.
public protocol WindowAssigner<Input>: Sendable {
  associatedtype Input: FieldValue
  /// The windows of one record; none drops it. An error fails the job.
  /// - Parameter time: the record's event time; the Unix epoch where none is assigned.
  func windows(of record: Input, at time: EventTime) throws -> [Window]
  /// Whether windows of a key that touch become one, as sessions do.
  var isMerging: Bool { get }
  /// Whether it looks at event times.
  var needsEventTime: Bool { get }
  /// For graphs.
  var label: String { get }
  /// Why such windows cannot be, or nil.
  var problem: String? { get }
}

extension WindowAssigner {
  public var isMerging: Bool { false }
  public var needsEventTime: Bool { true }
  public var label: String { String(describing: Self.self) }
  public var problem: String? { nil }
}
