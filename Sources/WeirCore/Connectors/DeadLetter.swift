import Synchronization

/// An input that could not become a record, or a change that a store refused.
public struct DeadLetter: Record {
  /// The source or sink that refused it.
  public var operatorID = ""
  /// Why.
  public var reason = ""
  /// The first 4 KiB of what was refused; bytes that are not UTF-8 are replaced.
  public var payload = ""
  /// How many bytes the whole had.
  public var payloadByteCount: Int64 = 0
  /// The file or split that it stood in.
  public var file = ""
  /// 1 for the first line; nil where lines are not counted.
  public var line: Int64? = nil
  /// Bytes from the start of the file to its first byte.
  public var byteOffset: Int64 = 0
  /// Its event time where that is known.
  public var eventTime: EventTime? = nil

  /// Longer payloads are cut.
  public static var payloadByteLimit: Int { 4096 }

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("operator", &operatorID)
    try field("reason", &reason)
    try field("payload", &payload)
    try field("payload_bytes", &payloadByteCount)
    try field("file", &file)
    try field("line", &line)
    try field("byte_offset", &byteOffset)
    try field("event_time", &eventTime)
  }
}

/// What to do with an input that cannot be read.
public enum MalformedPolicy: String, Sendable, CaseIterable {
  /// Stop the job with file, line, byte offset and reason.
  case fail
  /// Leave it out and count it.
  case skip
  /// Put it into the job's dead letters.
  case deadLetter
}

/// Takes a reader's dead letters until the engine moves them on with the batch they belong to, so
/// that both are in the same epoch.
public final class DeadLetterCollector: Sendable {
  private let state = Mutex<(letters: [DeadLetter], skipped: UInt64)>(([], 0))

  public init() {}

  /// Adds a letter; call it from within `read`.
  public func add(_ letter: DeadLetter) { state.withLock { $0.letters.append(letter) } }

  /// Counts an input that was left out.
  public func countSkipped() { state.withLock { $0.skipped += 1 } }

  /// Inputs left out since the start of the attempt.
  public var skippedCount: UInt64 { state.withLock { $0.skipped } }

  /// Hands over the letters collected since the last call.
  public func takeAll() -> [DeadLetter] {
    state.withLock { state in
      defer { state.letters = [] }
      return state.letters
    }
  }
}
