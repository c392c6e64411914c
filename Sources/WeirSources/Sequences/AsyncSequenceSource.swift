import WeirCore

/// Reads an `AsyncSequence`: a socket, a subscription, a stream of notifications.
///
/// ```swift
/// let ticks = flow.source("ticks", AsyncSequenceSource { feed.ticks() })
/// ```
///
/// A task pulls elements into a bounded buffer, ahead of the job by `bufferLimit` at most.
///
/// **Not replayable** unless told how: elements that were read after the last checkpoint are lost in
/// a crash. A sequence that can start anywhere gives exactly-once with
/// ``init(isBounded:bufferLimit:resumingAt:)``.
public struct AsyncSequenceSource<Sequence: AsyncSequence & SendableMetatype>: Source
where Sequence.Element: FieldValue, Sequence.AsyncIterator: SendableMetatype {
  public typealias Element = Sequence.Element

  public let isBounded: Bool
  public let isReplayable: Bool
  let bufferLimit: Int
  let make: @Sendable (Int64) async throws -> Sequence

  /// - Parameters:
  ///   - isBounded: Whether the sequence ends by itself.
  ///   - bufferLimit: How many elements wait for the job before the sequence has to.
  ///   - make: Makes the sequence; called once for each attempt.
  public init(
    isBounded: Bool = false, bufferLimit: Int = 4096,
    _ make: @escaping @Sendable () async throws -> Sequence
  ) {
    self.isBounded = isBounded
    self.bufferLimit = bufferLimit
    isReplayable = false
    self.make = { _ in try await make() }
  }

  /// - Parameters:
  ///   - isBounded: Whether the sequence ends by itself.
  ///   - bufferLimit: How many elements wait for the job before the sequence has to.
  ///   - resume: Makes the sequence without its first so many elements; what follows must be the
  ///     same each time.
  public init(
    isBounded: Bool = false, bufferLimit: Int = 4096,
    resumingAt resume: @escaping @Sendable (_ position: Int64) async throws -> Sequence
  ) {
    self.isBounded = isBounded
    self.bufferLimit = bufferLimit
    isReplayable = true
    make = resume
  }

  public var problem: String? {
    bufferLimit < 1 ? "bufferLimit is \(bufferLimit); it must be at least 1" : nil
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [SequenceSplit] {
    [SequenceSplit()]
  }

  public func makeReader(
    for split: SequenceSplit, _ context: SourceContext
  ) async throws -> SequenceReader<Element> {
    let buffer = BoundedBuffer<Element>(limit: bufferLimit, wake: context.wake)
    let position = split.position
    let pump = context.environment.spawner.spawn { [make] in
      do {
        for try await element in try await make(position) {
          guard await buffer.put(element), !Task.isCancelled else { return }
        }
        buffer.finish(nil)
      } catch {
        buffer.finish(error)
      }
    }
    return SequenceReader(split, buffer, pump)
  }
}
