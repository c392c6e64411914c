import WeirCore

/// One output of an operator and everything that consumes it in this subtask.
public struct OutputPort {
  public private(set) var targets: [BatchReceiver] = []

  public init() {}

  public mutating func connect(to target: BatchReceiver) { targets.append(target) }

  /// Passes a batch on: the last target gets the batch itself, every other a copy.
  public func emit(_ batch: AnyBatch) throws {
    guard let last = targets.last else { return batch.recycle() }
    for target in targets.dropLast() { try target.receive(batch.copy()) }
    try last.receive(batch)
  }

  public func emit(watermark: EventTime) throws {
    for target in targets { try target.receive(watermark: watermark) }
  }

  public func emit(isIdle: Bool) throws {
    for target in targets { try target.receive(isIdle: isIdle) }
  }

  public func emit(split event: SplitEvent) throws {
    for target in targets { try target.receive(split: event) }
  }
}
