/// What `weir status JOB --json` says, as far as this tool looks at it.
struct JobStatus: Equatable {
  struct Store: Equatable {
    var appliedEpoch: Int = 0
    var unappliedEpochs: Int = 0
    var breaker = ""
    var failures = 0
  }

  var isRunning = false
  var latestCheckpoint = 0
  var isThrottled = false
  /// Of all sources together, since the start of the attempt.
  var recordsRead = 0
  var stores: [String: Store] = [:]

  /// Nil when the text is none, or the job has not said anything yet.
  init?(_ text: String) {
    guard case .object(let report)? = JSONText.parse(text),
      case .object(let progress)? = report["progress"]
    else { return nil }
    isRunning = report["running"] == .boolean(true)
    isThrottled = progress["throttled"] == .boolean(true)
    if case .object(let checkpoint)? = progress["checkpoint"] {
      latestCheckpoint = Self.number(checkpoint["latest"])
    }
    for case .object(let entry) in Self.elements(progress["operators"]) {
      recordsRead += Self.number(entry["records_in"]) * (Self.isSource(entry) ? 1 : 0)
    }
    for case .object(let entry) in Self.elements(progress["stores"]) {
      guard case .string(let sink)? = entry["sink"] else { continue }
      var store = Store()
      store.appliedEpoch = Self.number(entry["applied_epoch"])
      store.unappliedEpochs = Self.number(entry["unapplied_epochs"])
      store.failures = Self.number(entry["failures"])
      if case .string(let breaker)? = entry["breaker"] { store.breaker = breaker }
      stores[sink] = store
    }
  }

  private static func isSource(_ entry: [String: JSONValue]) -> Bool {
    guard case .string(let label)? = entry["label"] else { return false }
    return label.contains("Source")
  }

  private static func elements(_ value: JSONValue?) -> [JSONValue] {
    guard case .array(let elements)? = value else { return [] }
    return elements
  }

  private static func number(_ value: JSONValue?) -> Int {
    guard case .number(let text)? = value else { return 0 }
    return Int(text) ?? 0
  }
}
