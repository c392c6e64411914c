import WeirCore
import WeirStorage

/// Stages the changes of one subtask in the epoch log: in memory while a batch is taken, in a file
/// when the engine flushes, and at a barrier durably, as one segment for each partition that has
/// changes. What a store's `SinkWriter` writes through.
///
/// All changes of a key must go to one partition and through one writer. Used by one task at a
/// time.
public final class EpochLogWriter: @unchecked Sendable {
  /// More buffered bytes than this ask for a flush.
  static var bufferedByteLimit: Int { 4 << 20 }
  /// Longer keys and payloads are refused.
  static var valueByteLimit: Int { 1 << 28 }

  let context: SinkContext
  let lanes: [LogLane]
  private let autoFlushNanoseconds: UInt64

  var file: LogFile?
  var fileCount: UInt64 = 0
  var bufferedByteCount = 0
  /// When the oldest buffered change came, in monotonic nanoseconds; 0 when nothing is buffered.
  var bufferedSince: UInt64 = 0
  /// Set for good by the first error of the disk: bytes may be missing, so nothing may be sealed
  /// any more.
  var hasFailed = false
  /// The change that is being encoded: its lane, its first byte and the end of its key.
  private var open: (lane: LogLane, start: Int, keyEnd: Int)?

  /// - Parameters:
  ///   - partitionCount: The store's partitions are numbered from 0 to before this.
  ///   - options: Of them `autoFlushInterval` counts here.
  public init(context: SinkContext, partitionCount: Int, options: StoreOptions = StoreOptions()) {
    self.context = context
    lanes = (0..<max(1, partitionCount)).map { LogLane(partition: $0) }
    let milliseconds = UInt64(clamping: max(0, options.autoFlushInterval.milliseconds))
    let (scaled, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    autoFlushNanoseconds = overflow ? .max : scaled
  }

  /// How many partitions the store has.
  public var partitionCount: Int { lanes.count }

  /// Appends a change. Synchronous: it buffers.
  /// - Throws: ``WeirError`` of code `limit` when key or payload are longer than 256 MiB.
  public func append(
    partition: Int, kind: LoggedChange.Kind, key: UnsafeRawBufferPointer,
    payload: UnsafeRawBufferPointer
  ) throws {
    let buffer = try beginChange(partition: partition, kind: kind)
    buffer.append(bytes: key)
    endKey()
    buffer.append(bytes: payload)
    try endChange()
  }

  /// Appends a change whose payload `encode` writes straight into the log's buffer. When it throws,
  /// nothing is appended.
  public func append(
    partition: Int, kind: LoggedChange.Kind, key: UnsafeRawBufferPointer,
    payload encode: (ByteBuffer) throws -> Void
  ) throws {
    let buffer = try beginChange(partition: partition, kind: kind)
    buffer.append(bytes: key)
    endKey()
    do {
      try encode(buffer)
    } catch {
      cancelChange()
      throw error
    }
    try endChange()
  }

  /// Begins a change. The caller appends the key's bytes to the buffer, calls ``endKey()``, appends
  /// the payload's and calls ``endChange()`` — or ``cancelChange()``, which takes all of it back.
  /// Only appending to the buffer is allowed.
  public func beginChange(partition: Int, kind: LoggedChange.Kind) throws -> ByteBuffer {
    guard lanes.indices.contains(partition) else { throw noPartition(partition) }
    let lane = lanes[partition]
    lane.prepare()
    let buffer = lane.buffer
    let start = buffer.count
    buffer.reserve(LogChunk.changeHeaderByteCount)
    buffer.appendReserved(kind.rawValue)
    buffer.appendReserved(0 as UInt64)
    open = (lane, start, -1)
    return buffer
  }

  /// What was appended since ``beginChange(partition:kind:)`` is the key.
  public func endKey() {
    guard let change = open else { return }
    open = (change.lane, change.start, change.lane.buffer.count)
  }

  /// The change is complete.
  /// - Throws: ``WeirError`` of code `limit` when key or payload are longer than 256 MiB; the
  ///   change is taken back then.
  public func endChange() throws {
    guard let (lane, start, keyEnd) = open else { return }
    let buffer = lane.buffer
    let keyStart = start + LogChunk.changeHeaderByteCount
    let keyLength = (keyEnd < 0 ? buffer.count : keyEnd) - keyStart
    let payloadLength = buffer.count - keyStart - keyLength
    guard keyLength <= Self.valueByteLimit, payloadLength <= Self.valueByteLimit else {
      cancelChange()
      throw tooLong(max(keyLength, payloadLength))
    }
    buffer.overwrite(UInt32(truncatingIfNeeded: keyLength), at: start + 1)
    buffer.overwrite(UInt32(truncatingIfNeeded: payloadLength), at: start + 5)
    open = nil
    bufferedByteCount += buffer.count - start
    lane.endChange()
  }

  /// Takes back what was appended since ``beginChange(partition:kind:)``.
  public func cancelChange() {
    guard let change = open else { return }
    change.lane.buffer.truncate(to: change.start)
    open = nil
  }

  /// Whether ``flush()`` should be called before the next batch: much is buffered, or something for
  /// longer than `autoFlushInterval`. To be asked once a batch.
  public var needsFlush: Bool {
    if bufferedByteCount == 0 { return false }
    if bufferedByteCount >= Self.bufferedByteLimit { return true }
    let now = context.environment.clock.monotonicNanoseconds()
    if bufferedSince == 0 {
      bufferedSince = max(1, now)
      return autoFlushNanoseconds == 0
    }
    return now &- bufferedSince >= autoFlushNanoseconds
  }

  private func noPartition(_ partition: Int) -> WeirError {
    WeirError(
      .limit, "partition \(partition) does not exist: the store has \(lanes.count)",
      at: .init(operatorID: context.operatorID.name, subtask: context.subtask))
  }

  private func tooLong(_ byteCount: Int) -> WeirError {
    WeirError(
      .limit,
      "a key or row of \(byteCount) bytes is longer than the \(Self.valueByteLimit) that a log "
        + "takes", at: .init(operatorID: context.operatorID.name, subtask: context.subtask))
  }
}
