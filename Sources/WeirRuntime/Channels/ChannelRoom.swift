/// How much room each input of a subtask has, which follows the speed of the subtask.
///
/// What stands in a channel delays a barrier by the time that the consumer takes for it. So all inputs
/// of a subtask together have room for what it consumes in ``targetNanoseconds``, within bounds.
/// Follows Flink's buffer debloating (FLIP-183).
struct ChannelRoom {
  static var targetNanoseconds: UInt64 { 100_000_000 }
  /// Speed is taken over so much work, so that one slow record does not decide.
  static var periodNanoseconds: UInt64 { 50_000_000 }

  /// What an input has when the consumer is fast.
  let largest: Int
  /// What it has however slow the consumer is: one batch always gets in.
  let least: Int
  private let inputCount: Int
  /// What each input has now, in the unit of its credit.
  private(set) var capacity: Int
  private var consumed = 0
  private var worked: UInt64 = 0

  init(largest: Int, inputCount: Int) {
    self.largest = largest
    least = max(1, largest / 64)
    self.inputCount = max(1, inputCount)
    capacity = largest
  }

  /// Takes note of a batch that is done; returns the capacity when it is another one from now on.
  /// - Parameters:
  ///   - cost: what it took of its input's credit.
  ///   - nanoseconds: what the consumer took for it, waiting for room downstream included and
  ///     waiting for input not.
  mutating func note(cost: Int, nanoseconds: UInt64) -> Int? {
    consumed &+= cost
    worked &+= nanoseconds
    guard worked >= Self.periodNanoseconds else { return nil }
    let share = Double(Self.targetNanoseconds) / Double(worked) / Double(inputCount)
    let wanted = min(Double(largest), max(Double(least), Double(consumed) * share))
    consumed = 0
    worked = 0
    // A quarter more or less is noise.
    guard abs(wanted - Double(capacity)) * 4 > Double(capacity) else { return nil }
    capacity = Int(wanted)
    return capacity
  }
}
