import WeirCore

/// One thing that an operator under test sent downstream.
public enum HarnessOutput<Element: FieldValue>: Sendable {
  /// A record, with its event time where it has one.
  case record(Element, at: EventTime?)
  /// No record at or before this time follows.
  case watermark(EventTime)
  /// The stream will be silent for a while.
  case idle
  /// The stream is no longer idle.
  case active

  /// The record, if it is one.
  public var record: Element? {
    guard case .record(let element, _) = self else { return nil }
    return element
  }
}

extension HarnessOutput: Equatable where Element: Equatable {}
