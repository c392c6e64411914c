import Weir

/// Counts and sums per key and lane, and fails the job when a record of a lane is missing, comes
/// twice or overtakes another.
struct LaneOrder: KeyedProcessFunction {
  /// Consecutive records of a lane with the same key are so many sequence numbers apart.
  let keys: Int64
  /// When a key's summary over all lanes is given: after every record.
  let end: EventTime

  func process(
    _ reading: Reading, state: inout KeyState?, context: KeyedContext<Int64, LaneTotal>
  ) throws {
    var key = state ?? KeyState()
    if state == nil { context.timers.register(at: end) }
    var lane = key.lanes[reading.lane] ?? LaneState(next: reading.sequence % keys)
    guard reading.sequence == lane.next else {
      throw WeirError(
        .userFunction,
        "key \(reading.key) got sequence \(reading.sequence) of lane \(reading.lane) instead of"
          + " \(lane.next)", isRetriable: false)
    }
    lane.next = reading.sequence + keys
    lane.count += 1
    lane.sum += reading.amount
    key.lanes[reading.lane] = lane
    key.count += 1
    key.sum += reading.amount
    state = key
    context.emit(
      LaneTotal(
        key: reading.key, lane: reading.lane, sequence: reading.sequence, count: lane.count,
        sum: lane.sum))
  }

  func onTimer(
    _ timer: FiredTimer, state: inout KeyState?, context: KeyedContext<Int64, LaneTotal>
  ) {
    guard let key = state else { return }
    context.emit(
      LaneTotal(key: context.key, lane: -1, sequence: -1, count: key.count, sum: key.sum))
    state = nil
  }
}
