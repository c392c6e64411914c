import WeirCore
import WeirFormats

/// Stages the lines of one subtask: into memory while a batch is taken, into files when the engine
/// flushes, and at a barrier into durable, pending parts.
public final class LinesWriter<Element: FieldValue>: SinkWriter, @unchecked Sendable {
  /// More buffered bytes than this ask for a flush.
  static var bufferedByteLimit: Int { 1 << 20 }
  /// Records between two looks at a part's size.
  static var runLimit: Int { 256 }

  let context: SinkContext
  let store: StoreDirectory
  private let encoder: LineEncoder<Element>
  private let bucketing: LinesBucketing<Element>
  private let compression: LinesCompression
  private let rolling: LinesRolling
  private let rollByteCount: UInt64
  let openBucketLimit: Int

  /// The part of each bucket that takes further records; it may have been sealed before.
  var open: [BucketKey: OpenPart] = [:]
  /// Parts that take no further records but are not durable yet.
  var full: [OpenPart] = []
  /// Parts that are durable and closed and wait for the next seal.
  var closed: [OpenPart] = []
  var bufferedByteCount = 0
  var isPrepared = false
  /// Whether the next seal closes every part.
  var isFinal = false
  /// Set for good by the first error: bytes may be missing, so nothing may be sealed any more.
  var hasFailed = false
  /// The part that took the last record, which spares most look-ups.
  private var latest: OpenPart?
  private var partCount: UInt64 = 0
  private var useCount: UInt64 = 0

  init(sink: JSONLinesSink<Element>, _ context: SinkContext) {
    self.context = context
    store = StoreDirectory(context)
    encoder = sink.encoder
    bucketing = sink.bucketing
    compression = sink.compression
    rolling = sink.rolling
    rollByteCount = UInt64(max(1, sink.rolling.byteCount ?? LinesRolling.usualByteCount))
    openBucketLimit = max(1, sink.openBucketLimit)
  }

  public func write(_ batch: Batch<Element>) throws {
    useCount += 1
    var index = batch.head
    while index < batch.count {
      let key = bucket(of: batch, index)
      var end = index + 1
      let limit = min(batch.count, index + Self.runLimit)
      switch bucketing.kind {
      case .none: end = limit
      case .time, .key: while end < limit, bucket(of: batch, end) == key { end += 1 }
      }
      try append(batch, index..<end, to: key)
      index = end
    }
  }

  public var needsFlush: Bool {
    bufferedByteCount > Self.bufferedByteLimit || !full.isEmpty || open.count > openBucketLimit
  }

  private func bucket(of batch: Batch<Element>, _ index: Int) -> BucketKey {
    switch bucketing.kind {
    case .none: .root
    case .time(let length): batch.times.map { .span(of: $0[index], length: length) } ?? .noTime
    case .key(let key): .text(Array(key(batch.values[index]).utf8))
    }
  }

  private func append(_ batch: Batch<Element>, _ range: Range<Int>, to key: BucketKey) throws {
    let part = part(of: key)
    let before = part.buffer.count
    do {
      try encoder.encode(batch, range, part.buffer)
    } catch {
      // Some records of the run may stand in the buffer; how many is not known.
      hasFailed = true
      throw error
    }
    bufferedByteCount += part.buffer.count - before
    part.recordCount += Int64(range.count)
    part.lastUse = useCount
    if part.byteCount >= rollByteCount {
      open[key] = nil
      full.append(part)
      latest = nil
    }
  }

  private func part(of key: BucketKey) -> OpenPart {
    if let latest, latest.bucket == key { return latest }
    let part = open[key] ?? makePart(of: key)
    latest = part
    return part
  }

  private func makePart(of key: BucketKey) -> OpenPart {
    let bucketName = key.directoryName
    let id = PartID(attempt: context.attempt, subtask: context.subtask, sequence: partCount)
    let part = OpenPart(
      bucket: key, bucketName: bucketName, id: id, compression: compression,
      path: store.paths.file(.inProgress(id), inBucket: bucketName),
      beginning: context.environment.clock.monotonicNanoseconds())
    partCount += 1
    open[key] = part
    return part
  }

  /// Whether a seal closes a part.
  func closes(_ part: OpenPart, at now: UInt64) -> Bool {
    if rolling.isAtCheckpoint || part.byteCount >= rollByteCount { return true }
    guard let age = rolling.age else { return false }
    let milliseconds = (now &- min(part.beginning, now)) / 1_000_000
    return Int64(clamping: milliseconds) >= age.milliseconds
  }

  /// Takes everything out of the hands of ``write(_:)``.
  func takeParts() -> [OpenPart] {
    let parts = closed + full + open.values
    open = [:]
    full = []
    closed = []
    bufferedByteCount = 0
    latest = nil
    return parts
  }

  /// Gives a part back to ``write(_:)``.
  func resume(_ part: OpenPart) { open[part.bucket] = part }

  /// Stops ``write(_:)`` from appending to a part that is about to be closed.
  func retire(_ part: OpenPart) {
    open[part.bucket] = nil
    if latest === part { latest = nil }
  }
}
