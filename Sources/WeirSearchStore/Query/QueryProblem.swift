import WeirCore

/// Why a query's text cannot be understood, and where.
struct QueryProblem: Error, Hashable {
  let reason: String
  /// Bytes from the start of the text.
  let offset: Int

  init(_ reason: String, _ offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// The error that users see; the position is counted in characters, from 1.
  func error(in text: String) -> WeirError {
    let before = text.utf8.prefix(offset)
    let position = String(decoding: before, as: UTF8.self).count + 1
    return WeirError(
      .usage, "the query cannot be understood at character \(position): \(reason)",
      at: .init(byteOffset: UInt64(clamping: offset)))
  }
}
