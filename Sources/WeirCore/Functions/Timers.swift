/// The timer requests of one call, in order; the engine carries them out after it.
public final class Timers {
  /// Something asked of the key's timers.
  public enum Request: Equatable, Sendable {
    case register(FiredTimer)
    case delete(FiredTimer)
  }

  /// Behind a pointer, so that a record pays for no exclusivity checks.
  @usableFromInline struct Storage {
    @usableFromInline var requests: UnsafeMutablePointer<Request>
    @usableFromInline var count: Int
    @usableFromInline var capacity: Int
    @inlinable init(capacity: Int) {
      requests = .allocate(capacity: capacity)
      count = 0
      self.capacity = capacity
    }
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>

  public init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage(capacity: 4))
  }

  deinit {
    storage.pointee.requests.deallocate()
    storage.deallocate()
  }

  public var requests: [Request] {
    Array(UnsafeBufferPointer(start: storage.pointee.requests, count: storage.pointee.count))
  }

  /// Whether nothing was asked.
  @inlinable @inline(__always) public var isEmpty: Bool { storage.pointee.count == 0 }

  @inlinable @inline(__always) func append(_ request: Request) {
    if storage.pointee.count == storage.pointee.capacity { grow() }
    (storage.pointee.requests + storage.pointee.count).initialize(to: request)
    storage.pointee.count &+= 1
  }

  @usableFromInline func grow() {
    let old = storage.pointee
    storage.pointee = Storage(capacity: old.capacity * 2)
    storage.pointee.requests.moveInitialize(from: old.requests, count: old.count)
    storage.pointee.count = old.count
    old.requests.deallocate()
  }

  /// Asks for a call of `onTimer` when the watermark reaches `time`. Registering the same time twice
  /// is one timer; a time at or before the watermark fires in the current or next pass.
  @inlinable public func register(at time: EventTime) {
    append(.register(FiredTimer(time: time, kind: .eventTime)))
  }

  /// Asks for a call of `onTimer` when the wall clock reaches `time`. Timers that came due while the
  /// job was down fire when it is back.
  @inlinable public func register(at time: ProcessingTime) {
    let time = EventTime(milliseconds: time.milliseconds)
    append(.register(FiredTimer(time: time, kind: .processingTime)))
  }

  /// Takes a timer back; fine when there is none.
  @inlinable public func delete(at time: EventTime) {
    append(.delete(FiredTimer(time: time, kind: .eventTime)))
  }

  /// Takes a processing-time timer back; fine when there is none.
  @inlinable public func delete(at time: ProcessingTime) {
    let time = EventTime(milliseconds: time.milliseconds)
    append(.delete(FiredTimer(time: time, kind: .processingTime)))
  }

  /// Forgets the requests, after they were carried out.
  @inlinable @inline(__always) public func removeAll() { storage.pointee.count = 0 }

  /// Hands the requests over in order and forgets them; none may be added meanwhile.
  @inlinable @inline(__always) public func takeAll(_ body: (Request) -> Void) {
    for index in 0..<storage.pointee.count { body(storage.pointee.requests[index]) }
    removeAll()
  }
}
