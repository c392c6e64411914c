import Weir

/// The events of a ``NexmarkGenerator``.
///
/// With `n` splits there are `n` time lines over the same times, whose persons and auctions have
/// ids of their own, as the official benchmark has it.
public struct NexmarkSource: Source {
  let parameters: NexmarkParameters
  /// Every checkpoint lists all splits.
  static var splitLimit: Int { 65_536 }

  let count: Int64?
  let splitCount: Int?
  let gate: NexmarkGate?

  /// - Parameters:
  ///   - count: How many events there are in all; nil: no end.
  ///   - splitCount: How many splits share them; nil: one for each subtask of the first run.
  ///   - gate: Holds further events back; for a single split.
  public init(
    _ parameters: NexmarkParameters = NexmarkParameters(), count: Int64? = nil,
    splitCount: Int? = nil, gate: NexmarkGate? = nil
  ) {
    self.parameters = parameters
    self.count = count
    self.splitCount = splitCount
    self.gate = gate
  }

  public var isBounded: Bool { count != nil }

  public var problem: String? {
    if let problem = parameters.problem { return problem }
    if let count, !(0...parameters.countLimit).contains(count) {
      return "count is \(count); give 0 to \(parameters.countLimit)"
    }
    if let splitCount, !(1...Self.splitLimit).contains(splitCount) {
      return "splitCount is \(splitCount); give 1 to \(Self.splitLimit)"
    }
    return nil
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [NexmarkSplit] {
    let splitCount = splitCount ?? max(context.parallelism, 1)
    let count = count ?? parameters.countLimit
    return (0..<splitCount).map {
      NexmarkSplit(parameters, count: count, index: $0, splitCount: splitCount)
    }
  }

  public func makeReader(
    for split: NexmarkSplit, _ context: SourceContext
  ) async throws -> NexmarkReader {
    guard split.splitCount > 0, split.index >= 0, split.next >= 0, split.firstEventID >= 0,
      split.firstEventID <= parameters.countLimit, split.count <= parameters.countLimit
    else {
      throw WeirError(
        .unusableCheckpoint,
        "the stored split \(split.id) of generated events makes no sense: next \(split.next) of "
          + "\(split.count), first id \(split.firstEventID), \(split.splitCount) splits")
    }
    return NexmarkReader(NexmarkGenerator(parameters, split), gate: gate)
  }
}

/// Makes the events of one ``NexmarkSplit``.
public final class NexmarkReader: SplitReader {
  private var generator: NexmarkGenerator
  private let gate: NexmarkGate?

  init(_ generator: NexmarkGenerator, gate: NexmarkGate?) {
    self.generator = generator
    self.gate = gate
  }

  public var split: NexmarkSplit { generator.split }

  public func read(into batch: Batch<NexmarkEvent>, limit: Int) async throws -> ReadOutcome {
    var room = Int64(max(0, min(limit, batch.capacity - batch.count)))
    if let gate, generator.remaining > 0 {
      room = min(room, gate.room(after: split.next))
      guard room > 0 else { return .idle(retryAfter: .milliseconds(1)) }
    }
    generator.fill(batch, Int(min(generator.remaining, room)))
    return generator.remaining > 0 ? .more : .end
  }

  public var fractionRead: Double? {
    let split = split
    return split.count > 0 ? min(1, Double(split.next) / Double(split.count)) : 1
  }

  public func close() async {}
}
