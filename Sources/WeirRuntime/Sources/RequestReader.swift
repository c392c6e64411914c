import WeirCheckpoints
import WeirCore

/// The requests of one source or sink, and how far they are taken up.
struct RequestReader: Sendable {
  let operatorID: OperatorID
  let log: RequestLog
  let environment: Environment
  /// The number of the last request that was taken up.
  var position: UInt64 = 0

  /// What is asked for and not taken up yet, in order.
  func pending() async throws -> [RedriveRequest] {
    let (log, position, operatorID) = (log, position, operatorID)
    return try await environment.blocking.run {
      try log.requests(after: position, for: operatorID)
    }
  }

  var section: StateSection { RequestPosition.section(position, of: operatorID) }
}
