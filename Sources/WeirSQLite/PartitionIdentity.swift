import WeirCore

/// Whose a partition file is. A file with another identity is refused.
public struct PartitionIdentity: Sendable, Equatable {
  /// The random identity of the job's data directory.
  public var jobID: String
  /// The sink's name.
  public var sink: String
  /// What the file holds, for example `table`.
  public var kind: String
  /// Which of the store's partitions it is, from 0.
  public var partition: Int
  public var partitionCount: Int

  public init(jobID: String, sink: String, kind: String, partition: Int, partitionCount: Int) {
    self.jobID = jobID
    self.sink = sink
    self.kind = kind
    self.partition = partition
    self.partitionCount = partitionCount
  }

  /// The file's name within the store's directory: `p-0003.sqlite`.
  public static func fileName(of partition: Int) -> String {
    let digits = String(partition)
    return "p-" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + ".sqlite"
  }

  /// Whether a partition's file can have this name.
  public static func isFileName(_ name: String) -> Bool {
    name.hasPrefix("p-") && name.hasSuffix(".sqlite")
  }

  /// - Throws: `unusableCheckpoint` or, for the number of partitions, `incompatibleState`, naming
  ///   what differs.
  func check(_ stored: PartitionIdentity, file: String) throws {
    try check("job id", stored.jobID, jobID, file)
    try check("kind", stored.kind, kind, file)
    try check("sink", stored.sink, sink, file)
    guard stored.partitionCount == partitionCount else {
      throw WeirError(
        .incompatibleState,
        "the store has \(stored.partitionCount) partitions and the job asks for \(partitionCount);"
          + " keep the number, or give the sink a new name", at: .init(file: file))
    }
    try check("partition", "\(stored.partition)", "\(partition)", file)
  }

  private func check(_ what: String, _ stored: String, _ own: String, _ file: String) throws {
    guard stored != own else { return }
    throw WeirError(
      .unusableCheckpoint,
      "the file's \(what) is \"\(stored)\", not \"\(own)\"; put the store's own file back",
      at: .init(file: file))
  }
}
