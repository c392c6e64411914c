/// The timer requests of one call, in order; the engine carries them out after it.
public final class Timers {
  /// Something asked of the key's timers.
  public enum Request: Equatable, Sendable {
    case register(FiredTimer)
    case delete(FiredTimer)
  }

  /// Behind a pointer, so that a record pays for no exclusivity checks.
  @usableFromInline let storage: UnsafeMutablePointer<[Request]>

  public init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: [])
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  @inlinable public var requests: [Request] { storage.pointee }

  /// Whether nothing was asked.
  @inlinable public var isEmpty: Bool { storage.pointee.isEmpty }

  /// Asks for a call of `onTimer` when the watermark reaches `time`. Registering the same time twice
  /// is one timer; a time at or before the watermark fires in the current or next pass.
  @inlinable public func register(at time: EventTime) {
    storage.pointee.append(.register(FiredTimer(time: time, kind: .eventTime)))
  }

  /// Asks for a call of `onTimer` when the wall clock reaches `time`. Timers that came due while the
  /// job was down fire when it is back.
  @inlinable public func register(at time: ProcessingTime) {
    let time = EventTime(milliseconds: time.milliseconds)
    storage.pointee.append(.register(FiredTimer(time: time, kind: .processingTime)))
  }

  /// Takes a timer back; fine when there is none.
  @inlinable public func delete(at time: EventTime) {
    storage.pointee.append(.delete(FiredTimer(time: time, kind: .eventTime)))
  }

  /// Takes a processing-time timer back; fine when there is none.
  @inlinable public func delete(at time: ProcessingTime) {
    let time = EventTime(milliseconds: time.milliseconds)
    storage.pointee.append(.delete(FiredTimer(time: time, kind: .processingTime)))
  }

  /// Forgets the requests, after they were carried out.
  @inlinable public func removeAll() { storage.pointee.removeAll(keepingCapacity: true) }
}
