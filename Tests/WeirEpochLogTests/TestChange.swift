import WeirCore
import WeirEpochLog

/// A change as tests write and compare it.
struct TestChange: Hashable, Sendable {
  var kind = LoggedChange.Kind.put
  let key: [UInt8]
  let payload: [UInt8]

  init(_ kind: LoggedChange.Kind = .put, _ key: String, _ payload: String = "") {
    self.kind = kind
    self.key = Array(key.utf8)
    self.payload = Array(payload.utf8)
  }

  init(_ change: LoggedChange) {
    kind = change.kind
    key = Array(change.key)
    payload = Array(change.payload)
  }

  /// A change that the store in memory never takes.
  static func poison(_ key: String, _ text: String = "") -> TestChange {
    TestChange(.put, key, "poison" + text)
  }

  var isRefused: Bool { Self.refusal(of: payload) != nil }

  static func refusal(of payload: [UInt8]) -> String? {
    payload.starts(with: "poison".utf8) ? "\(payload.count) bytes of poison" : nil
  }

  /// What changes leave behind, one after the other.
  static func apply(_ changes: [TestChange], to rows: inout [[UInt8]: [UInt8]]) {
    for change in changes where !change.isRefused {
      rows[change.key] = change.kind == .put ? change.payload : nil
    }
  }
}

extension EpochLogWriter {
  func append(_ change: TestChange, to partition: Int) throws {
    try change.key.withUnsafeBytes { key in
      try change.payload.withUnsafeBytes { payload in
        try append(partition: partition, kind: change.kind, key: key, payload: payload)
      }
    }
  }
}

/// Collects what it is given.
final class CollectingTarget: ChangeTarget {
  private(set) var rows: [[UInt8]: [UInt8]] = [:]
  private(set) var rejected: [TestChange] = []

  func apply(_ changes: UnsafeBufferPointer<LoggedChange>) throws {
    for (place, change) in changes.enumerated() {
      if let reason = TestChange.refusal(of: Array(change.payload)) {
        throw ChangeRefused(index: place, reason: reason)
      }
    }
    TestChange.apply(changes.map { TestChange($0) }, to: &rows)
  }

  func reject(_ change: LoggedChange, reason: String) throws { rejected.append(TestChange(change)) }
}
