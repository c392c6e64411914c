import WeirCore
import WeirGraph

/// Makes a request of a dead letter, or says why it cannot be given again. Pure.
struct RedriveTicket {
  let letter: DeadLetterEntry
  let plan: ExecutionPlan
  /// What a source is to read instead of what it refused.
  let payload: String?
  let isForced: Bool

  init(_ letter: DeadLetterEntry, _ plan: ExecutionPlan, payload: String?, isForced: Bool) {
    self.letter = letter
    self.plan = plan
    self.payload = payload
    self.isForced = isForced
  }

  /// - Throws: `usage`.
  func request() throws -> RedriveRequest {
    switch letter.state {
    case "requested": if !isForced { throw refusal("was asked for already; --force asks once more") }
    case "redriven": throw refusal("was given again and stored")
    case "superseded":
      if !isForced { throw refusal("has a newer change of its key; --force stores it over that") }
    default: break
    }
    var request = RedriveRequest()
    request.operatorID = letter.operatorID
    request.letter = letter.id
    request.isForced = isForced
    guard let node = plan.nodes.first(where: { $0.id.name == letter.operatorID }) else {
      throw refusal("belongs to an operator that the job no longer has")
    }
    switch node.kind {
    case .source(let source):
      guard source.canRedrive else { throw refusal("comes from a source that cannot read it again") }
      guard payload != nil || letter.isWhole else {
        throw refusal(
          "had \(letter.payloadByteCount) bytes that are not kept as they were: too many, or not UTF-8;"
            + " give the whole with --payload")
      }
      request.payload = payload ?? letter.payload
      request.file = letter.file ?? ""
      request.line = letter.line
      request.byteOffset = letter.byteOffset ?? 0
    case .sink:
      if payload != nil { throw refusal("is a change of a store, which --payload cannot mend") }
      request.change = letter.change
    case .transform: throw refusal("belongs to an operator that takes nothing again")
    }
    return request
  }

  private func refusal(_ why: String) -> WeirError {
    WeirError(.usage, "the letter \(letter.id) \(why)")
  }
}
