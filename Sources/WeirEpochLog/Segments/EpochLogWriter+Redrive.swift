import WeirCore

extension EpochLogWriter {
  /// Appends a change that the store had refused, to be stored on request.
  public func redrive(_ request: RedriveRequest, key: [UInt8], payload: [UInt8]) throws {
    guard let id = request.change, id.partition >= 0, id.partition < partitionCount else {
      throw WeirError(
        .usage, "request \(request.number) names no change of this store", isRetriable: false)
    }
    let buffer = try beginChange(partition: id.partition, kind: .redrive)
    key.withUnsafeBytes { buffer.append(bytes: $0) }
    endKey()
    payload.withUnsafeBytes {
      RedrivenChange.encode(id, isForced: request.isForced, payload: $0, to: buffer)
    }
    try endChange()
  }
}
