/// Records that travel together: the unit between two awaits.
///
/// `values[head..<count]` are initialised; everything else is not. An operator either moves records
/// out at the head or leaves them to ``recycle()``.
public final class Batch<Element: FieldValue>: AnyBatch, @unchecked Sendable {
  /// The default number of records of a full batch.
  @inlinable public static var defaultCapacity: Int { 1024 }

  public let values: UnsafeMutablePointer<Element>
  @usableFromInline var pool: BatchPool<Element>?

  @inlinable public init(capacity: Int, pool: BatchPool<Element>? = nil) {
    values = .allocate(capacity: capacity)
    self.pool = pool
    super.init(capacity: capacity)
  }

  deinit {
    (values + head).deinitialize(count: count - head)
    values.deallocate()
  }

  /// Appends a record without an event time; the batch must not be full.
  @inlinable @inline(__always) public func append(_ element: consuming Element) {
    let index = count
    (values + index).initialize(to: element)
    count = index &+ 1
  }

  /// Appends a record with its event time; the batch must not be full, and either all records of a
  /// batch have times or none.
  @inlinable @inline(__always) public func append(_ element: consuming Element, at time: EventTime) {
    let index = count
    makeTimes()[index] = time
    hasEventTimes = true
    (values + index).initialize(to: element)
    count = index &+ 1
  }

  /// Moves the record at the head out; the batch must not be empty.
  @inlinable @inline(__always) public func removeFirst() -> Element {
    let index = head
    head = index &+ 1
    return (values + index).move()
  }

  /// Makes the batch empty and keeps its memory.
  @inlinable public func removeAll() {
    (values + head).deinitialize(count: count - head)
    head = 0
    count = 0
    hasEventTimes = false
    split = 0
  }

  public override func recycle() {
    removeAll()
    if let pool {
      self.pool = nil
      pool.put(self)
    }
  }

  public override func copy() -> AnyBatch {
    let copy = pool?.take(capacity: capacity) ?? Batch(capacity: capacity)
    copy.values.initialize(from: values + head, count: remaining)
    copy.count = remaining
    copy.split = split
    if let times {
      copy.makeTimes().update(from: times + head, count: remaining)
      copy.hasEventTimes = true
    }
    return copy
  }

  public override func encodeRemaining(to buffer: ByteBuffer) throws {
    var encoder = BinaryEncoder(buffer: buffer)
    buffer.append(UInt32(truncatingIfNeeded: remaining))
    buffer.append(hasEventTimes ? 1 as UInt8 : 0)
    for index in head..<count {
      if let times { buffer.append(times[index].milliseconds) }
      try values[index].encode(to: &encoder)
    }
  }

  /// Reads what ``encodeRemaining(to:)`` wrote.
  public static func decodeRemaining(from decoder: inout BinaryDecoder) throws -> Batch<Element> {
    let count = Int(try decoder.read(UInt32.self))
    let hasTimes = try decoder.decodeBool()
    guard count <= decoder.remaining else {
      throw decoder.invalidValue("\(count) pending records cannot stand in what is left")
    }
    let batch = Batch(capacity: max(1, count))
    batch.split = -1
    for _ in 0..<count {
      let time = hasTimes ? try decoder.decodeEventTime() : .zero
      let element = try Element.decode(from: &decoder)
      if hasTimes { batch.append(element, at: time) } else { batch.append(element) }
    }
    return batch
  }
}
