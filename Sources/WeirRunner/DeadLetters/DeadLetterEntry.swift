import WeirCore
import WeirStorage

/// A dead letter of a source or a sink, as `weir dead-letters` shows it.
struct DeadLetterEntry: Record {
  /// Names it for `show` and `redrive`.
  var id = ""
  var operatorID = ""
  /// `refused`, `superseded`, `requested` or `redriven`.
  var state = ""
  var reason = ""
  /// How often it was refused.
  var refusalCount: Int64 = 1
  var payload = ""
  var payloadByteCount: Int64 = 0
  /// Where a source found it.
  var file: String? = nil
  var line: Int64? = nil
  var byteOffset: Int64? = nil
  var eventTime: EventTime? = nil
  /// What a sink was to store.
  var key: String? = nil
  var change: RejectedChange.ID? = nil

  init() {}

  /// An input that a source could not read.
  init(_ letter: DeadLetter) {
    let place = "\(letter.operatorID)\u{0}\(letter.file)\u{0}\(letter.byteOffset)"
    id = "\(letter.operatorID)/\(Hexadecimal.text(StableHash.hash(place)))"
    operatorID = letter.operatorID
    state = "refused"
    reason = letter.reason
    payload = letter.payload
    payloadByteCount = letter.payloadByteCount
    file = letter.file
    line = letter.line
    byteOffset = letter.byteOffset
    eventTime = letter.eventTime
  }

  /// A change that a sink's store refused.
  init(_ rejected: RejectedChange, of sink: OperatorID) {
    let place = rejected.id
    id = "\(sink)/\(place.partition)/\(place.epoch)/\(place.sequence)"
    operatorID = sink.name
    state = rejected.state.rawValue
    reason = rejected.reason
    refusalCount = rejected.refusalCount
    payload = rejected.payload
    payloadByteCount = rejected.payloadByteCount
    key = rejected.key
    change = place
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("id", &id)
    try field("operator", &operatorID)
    try field("state", &state)
    try field("reason", &reason)
    try field("refusals", &refusalCount)
    try field("payload", &payload)
    try field("payload_bytes", &payloadByteCount)
    try field("file", &file)
    try field("line", &line)
    try field("byte_offset", &byteOffset)
    try field("event_time", &eventTime)
    try field("key", &key)
    try field("change", &change)
  }

  /// Whether what is kept is all there was, byte for byte. A replacement character stands for bytes
  /// that were not UTF-8, or for itself: nobody can tell.
  var isWhole: Bool {
    Int64(payload.utf8.count) == payloadByteCount && !payload.unicodeScalars.contains("\u{FFFD}")
  }
}
