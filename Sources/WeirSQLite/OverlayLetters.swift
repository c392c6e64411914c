import WeirCore
import WeirEpochLog

/// What a reader's overlay knows of the changes that its snapshot's store has refused: which of
/// them may still be stored on request, as the store will decide when it gets there.
public final class OverlayLetters {
  private struct Letter {
    let epoch: CheckpointID
    let sequence: UInt64
    var isSuperseded: Bool
    var isTaken = false
  }

  private var letters: [[UInt8]: [Letter]] = [:]

  public init(_ connection: SQLiteConnection) throws {
    let schema = try connection.prepare(
      "SELECT EXISTS(SELECT 1 FROM main.sqlite_schema WHERE name = 'weir_rejected')")
    defer { schema.reset() }
    guard try schema.step(), schema.integer(0) != 0 else { return }
    let statement = try connection.prepare(
      "SELECT key, epoch, sequence, superseded_epoch FROM main.weir_rejected"
        + " WHERE redriven IS NULL")
    while try statement.step() {
      letters[Array(statement.bytes(0)), default: []].append(
        Letter(
          epoch: CheckpointID(UInt64(bitPattern: statement.integer(1))),
          sequence: UInt64(bitPattern: statement.integer(2)),
          isSuperseded: !statement.isNull(3)))
    }
  }

  /// A change of the job was laid over the snapshot: all that was refused of its key is older.
  public func supersede(by change: LoggedChange) {
    guard !letters.isEmpty else { return }
    let key = Array(change.key)
    guard let count = letters[key]?.count else { return }
    for index in 0..<count { letters[key]?[index].isSuperseded = true }
  }

  /// Whether a refused change is stored now that it was asked for; see
  /// ``SQLiteConnection/canTake(_:)``. It is no more the second time.
  public func take(_ redriven: RedrivenChange) -> Bool {
    let key = Array(redriven.put.key)
    guard var found = letters[key],
      let place = found.firstIndex(where: {
        $0.epoch == redriven.epoch && $0.sequence == redriven.sequence
      }),
      !found[place].isTaken, !found[place].isSuperseded || redriven.isForced
    else { return false }
    found[place].isTaken = true
    for index in found.indices
    where (found[index].epoch, found[index].sequence) < (redriven.epoch, redriven.sequence) {
      found[index].isSuperseded = true
    }
    letters[key] = found
    return true
  }
}
