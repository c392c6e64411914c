import WeirCore

/// One failpoint that a test has armed: where, at which hit, and what happens then.
public struct ArmedFailpoint: Sendable, Equatable {
  public let point: Failpoint
  /// 1 for the first hit.
  public let hit: UInt64
  public let action: FailpointAction

  public init(point: Failpoint, hit: UInt64 = 1, action: FailpointAction = .kill) {
    self.point = point
    self.hit = hit
    self.action = action
  }

  /// Reads `name[:nth][:action]`, several separated by commas.
  /// - Throws: ``WeirError`` of code `usage` that says what is wrong and what is possible.
  public static func parse(_ text: String) throws -> [ArmedFailpoint] {
    try text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String($0) ?? "" }
      .map(parseOne)
  }

  private static func parseOne(_ text: String) throws -> ArmedFailpoint {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let point = Failpoint(rawValue: parts[0]) else {
      throw refusal(text, "there is no failpoint '\(parts[0])'; `weir failpoints` lists them")
    }
    var rest = parts.dropFirst()
    var hit: UInt64 = 1
    if let first = rest.first, let number = UInt64(first), number > 0 {
      hit = number
      rest = rest.dropFirst()
    }
    guard let name = rest.first else { return ArmedFailpoint(point: point, hit: hit) }
    guard rest.count == 1, let action = FailpointAction(rawValue: name) else {
      let actions = FailpointAction.allCases.map(\.rawValue).joined(separator: ", ")
      throw refusal(text, "write name[:hit][:action], hit from 1, action one of \(actions)")
    }
    return ArmedFailpoint(point: point, hit: hit, action: action)
  }

  private static func refusal(_ text: String, _ reason: String) -> WeirError {
    WeirError(.usage, "WEIR_FAILPOINT '\(text)' cannot be armed: \(reason)")
  }
}
