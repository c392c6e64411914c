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
  private let rollByteCount: UInt64
  let openBucketLimit: Int

  /// The part of each bucket that takes further records.
  var open: [BucketKey: OpenPart] = [:]
  /// Parts that take no further records but are not durable yet.
  var full: [OpenPart] = []
  /// Parts of this epoch that are durable and closed.
  var closed: [OpenPart] = []
  var bufferedByteCount = 0
  var isPrepared = false
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
    rollByteCount = UInt64(max(1, sink.rollByteCount))
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
    let name = StoreFileName.inProgress(
      context.attempt, subtask: context.subtask, sequence: partCount)
    let part = OpenPart(
      bucket: key, bucketName: bucketName, sequence: partCount,
      path: store.paths.file(name, inBucket: bucketName))
    partCount += 1
    open[key] = part
    return part
  }

  /// Takes everything out of the hands of ``write(_:)``.
  func takeParts() -> [OpenPart] {
    let parts = (closed + full + open.values).sorted { $0.sequence < $1.sequence }
    forgetParts()
    return parts
  }

  func forgetParts() {
    open = [:]
    full = []
    closed = []
    bufferedByteCount = 0
    latest = nil
  }

  /// Stops ``write(_:)`` from appending to a part that is about to be closed.
  func retire(_ part: OpenPart) {
    open[part.bucket] = nil
    if latest === part { latest = nil }
  }
}
