import WeirCore

/// Something that elements of a stream are pushed into: an operator, or the router at a chain's end.
///
/// All methods are synchronous and are called by one task only.
open class BatchReceiver {
  public init() {}
  /// Takes ownership of a batch.
  open func receive(_ batch: AnyBatch) throws {}
  /// No record at or before `watermark` follows.
  open func receive(watermark: EventTime) throws {}
  /// The input will be silent (or is no longer).
  open func receive(isIdle: Bool) throws {}
  /// Something happened to a split of the chain's source.
  open func receive(split event: SplitEvent) throws {}
}

/// What a source tells its chain about its splits, so that watermarks can be made per split.
public enum SplitEvent: Sendable, Equatable {
  /// The split will be read; it holds the watermark back from now on.
  case registered(index: Int32, id: String)
  /// Nothing was there to read for the idle timeout.
  case idle(index: Int32)
  /// Records come again.
  case active(index: Int32)
  /// The split is read to its end.
  case finished(index: Int32)
  /// There is no split to read yet.
  case noSplits
}
