import WeirCore
import WeirEpochLog

extension SQLiteConnection {
  /// Whether a refused change may be stored on request: the file knows it, it was not stored on
  /// request before, and its key has no newer change unless that is to be overruled.
  public func canTake(_ redriven: RedrivenChange) throws -> Bool {
    let statement = try prepare(
      "SELECT superseded_epoch IS NULL, redriven IS NULL FROM weir_rejected"
        + " WHERE epoch = ? AND sequence = ?")
    defer { statement.reset() }
    try statement.bind(Int64(bitPattern: redriven.epoch.number), at: 1)
    try statement.bind(Int64(bitPattern: redriven.sequence), at: 2)
    guard try statement.step() else { return false }
    let (isNewest, isOpen) = (statement.integer(0) != 0, statement.integer(1) != 0)
    return isOpen && (isNewest || redriven.isForced)
  }
}

extension SQLitePartitionFile {
  /// See ``SQLiteConnection/canTake(_:)``.
  public func canTake(_ redriven: RedrivenChange) throws -> Bool {
    try connection().canTake(redriven)
  }

  /// Notes in the transaction that a refused change is stored now.
  public func noteTaken(_ redriven: RedrivenChange) throws {
    let statement = try connection().prepare(
      "UPDATE weir_rejected SET redriven = ? WHERE epoch = ? AND sequence = ?")
    try statement.bind(Int64(bitPattern: try openEpoch().number), at: 1)
    try statement.bind(Int64(bitPattern: redriven.epoch.number), at: 2)
    try statement.bind(Int64(bitPattern: redriven.sequence), at: 3)
    try statement.run()
  }

  /// A refused change that is refused again stays the one letter that it is, with the new reason.
  func rejectAgain(_ redriven: RedrivenChange, reason: String) throws {
    let statement = try connection().prepare(
      "UPDATE weir_rejected SET reason = ?, refusals = refusals + 1"
        + " WHERE epoch = ? AND sequence = ?")
    try statement.bind(.text(reason), at: 1)
    try statement.bind(Int64(bitPattern: redriven.epoch.number), at: 2)
    try statement.bind(Int64(bitPattern: redriven.sequence), at: 3)
    try statement.run()
  }
}

/// What the stores' writers and readers do alike with refused changes. Blocks.
public enum StoredRejections {
  /// The refused changes of all partitions, oldest first.
  public static func all(
    in directory: String, jobID: String, kind: String, partitionCount: Int
  ) throws -> [(partition: Int, change: StoredRejection)] {
    try (0..<partitionCount).flatMap { partition in
      let path = "\(directory)/\(PartitionIdentity.fileName(of: partition))"
      let reader = try SQLitePartitionReader.open(path, jobID: jobID, kind: kind)
      return try (reader?.rejected() ?? []).map { (partition, $0) }
    }.sorted { ($0.1.epoch, $0.1.sequence) < ($1.1.epoch, $1.1.sequence) }
  }

  /// The one that a request names.
  /// - Throws: `usage` when there is none.
  public static func find(
    _ request: RedriveRequest, in directory: String, jobID: String, kind: String
  ) throws -> StoredRejection {
    if let id = request.change {
      let path = "\(directory)/\(PartitionIdentity.fileName(of: id.partition))"
      let reader = try SQLitePartitionReader.open(path, jobID: jobID, kind: kind)
      let found = try reader?.rejected().first {
        $0.epoch.number == id.epoch && $0.sequence == id.sequence
      }
      if let found { return found }
    }
    throw WeirError(
      .usage, "request \(request.number) names the letter \(request.letter), which the store does not have",
      at: .init(file: directory), isRetriable: false)
  }
}

extension RejectedChange {
  /// - Parameters:
  ///   - key: For people.
  ///   - payload: For people; it is cut like every dead letter's.
  public init(
    _ stored: StoredRejection, partition: Int, key: String, payload: String
  ) {
    self.init()
    id = ID(partition: partition, epoch: stored.epoch, sequence: stored.sequence)
    self.key = key
    self.payload = String(
      decoding: payload.utf8.prefix(DeadLetter.payloadByteLimit), as: UTF8.self)
    payloadByteCount = Int64(payload.utf8.count)
    reason = stored.reason
    refusalCount = stored.refusalCount
    state = stored.isRedriven ? .redriven : stored.isSuperseded ? .superseded : .refused
  }
}
