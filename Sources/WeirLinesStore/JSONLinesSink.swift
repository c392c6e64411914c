import WeirCore
import WeirFormats

/// Writes records as lines of JSON into plain files, exactly once.
///
/// ```swift
/// flights.sink("archive", to: JSONLinesSink())
/// flights.sink("by-day", to: JSONLinesSink(buckets: .time(every: .days(1))))
/// flights.sink("by-carrier", to: JSONLinesSink(buckets: .key(\.carrier)))
/// flights.sink("large", to: JSONLinesSink(roll: .size(64 << 20), compression: .gzip))
/// ```
///
/// The store is a directory of part files. A part is written under a hidden name, becomes durable
/// at the barrier, and gets its finished name once the checkpoint is durable:
/// `part-<epoch>-a<attempt>-s<subtask>-<sequence>.jsonl`. Finished parts never change and are never replaced, so any
/// reader that looks at files without a leading dot sees each record once, and none of an epoch
/// whose checkpoint is not durable. An epoch without records writes nothing.
///
/// The epoch in a name is the one that sealed the part. When its checkpoint was aborted the part is
/// committed with a later one and keeps its name. A part that stays open over several checkpoints
/// (see ``LinesRolling``) has the first and the last of them in its name.
public struct JSONLinesSink<Element: FieldValue>: Sink {
  let encoder: LineEncoder<Element>
  let bucketing: LinesBucketing<Element>
  let rolling: LinesRolling
  let compression: LinesCompression
  let openBucketLimit: Int

  /// - Parameters:
  ///   - buckets: How records are divided into directories.
  ///   - rolling: When a part is closed and published. With buckets of time add an age: a bucket
  ///     that gets no more records closes its part for no other reason.
  ///   - compression: How parts are compressed.
  ///   - openBucketLimit: Buckets that one subtask keeps open at a time. Beyond it the least
  ///     recently used one is closed, and gets a further part when more records come.
  ///   - encoder: How a record becomes a line.
  public init(
    buckets: LinesBucketing<Element> = .none, roll rolling: LinesRolling = .checkpoint,
    compression: LinesCompression = .none, openBucketLimit: Int = 1000,
    encoder: LineEncoder<Element> = .json
  ) {
    self.encoder = encoder
    bucketing = buckets
    self.rolling = rolling
    self.compression = compression
    self.openBucketLimit = openBucketLimit
  }

  public var problem: String? {
    if let problem = rolling.problem { return problem }
    if openBucketLimit <= 0 { return "openBucketLimit must be at least 1, not \(openBucketLimit)" }
    if !encoder.header.isEmpty {
      return "a lines store has many parts, so its lines cannot rest on a header; use JSON lines"
    }
    return bucketing.problem ?? encoder.problem
  }

  public func makeWriter(_ context: SinkContext) async throws -> LinesWriter<Element> {
    LinesWriter(sink: self, context)
  }

  public func makeApplier(_ context: SinkContext) async throws -> any Applier {
    LinesApplier(context)
  }

  /// How often each line came.
  public func netEffect(of span: EpochSpan, _ context: SinkContext) async throws -> NetEffect? {
    let files = context.environment.fileSystem
    return try await context.environment.blocking.run {
      let snapshot = LinesSnapshot(directory: context.directory, fileSystem: files)
      try snapshot.position(at: span.start)
      let before = snapshot.reader
      try snapshot.position(at: span.end)
      // A part that is open over the span's ends is in both, with different lengths.
      let unchanged = Set(before.parts.map(\.description))
        .intersection(snapshot.reader.parts.map(\.description))
      var effect = NetEffect(countsOccurrences: true)
      for part in snapshot.reader.parts where !unchanged.contains(part.description) {
        _ = try snapshot.reader.forEachLine(of: part) { line in
          effect.add(line)
          return true
        }
      }
      for part in before.parts where !unchanged.contains(part.description) {
        _ = try before.forEachLine(of: part) { line in
          effect.remove(line)
          return true
        }
      }
      return effect
    }
  }
}
