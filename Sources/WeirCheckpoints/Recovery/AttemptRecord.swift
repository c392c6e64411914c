import WeirCore
import WeirStorage

/// How often a job was started on its directory, and which checkpoint ids are used up.
///
/// It is raised and durable before an attempt writes or removes anything else. So a higher attempt
/// fences every lower one, and an id whose traces were removed since is never given out again.
public struct AttemptRecord: Record, Equatable {
  public var job = ""
  /// The random identity of the directory: 128 bits in hexadecimal.
  public var jobID = ""
  /// The number of the attempt that this record begins.
  public var attempt: UInt64 = 0
  /// The lowest checkpoint id that no attempt before has used.
  public var nextCheckpoint: UInt64 = 1
  /// When the attempt began.
  public var started = EventTime.zero
  /// What the directory was made from: the original's identity and checkpoint; nil unless a replay.
  public var parent: String? = nil

  public init() {}

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job", &job)
    try field("job_id", &jobID)
    try field("attempt", &attempt)
    try field("next_checkpoint", &nextCheckpoint)
    try field("started", &started)
    try field("parent", &parent)
  }

  public var attemptNumber: Attempt { Attempt(attempt) }
  public var firstCheckpoint: CheckpointID { CheckpointID(nextCheckpoint) }
}

extension AttemptRecord {
  /// The record of a job's directory; nil when no attempt was ever begun there.
  /// - Throws: `unusableCheckpoint` when it is damaged, or another job's.
  public static func read(
    _ paths: JobPaths, _ environment: Environment
  ) async throws -> AttemptRecord? {
    try await environment.blocking.run { try read(paths, environment.fileSystem) }
  }

  /// Begins an attempt: raises the number and makes it durable. The caller holds the lock.
  /// - Throws: `unusableCheckpoint` when the record is damaged, belongs to another job, or is
  ///   missing although there are checkpoints.
  public static func begin(
    job: String, paths: JobPaths, environment: Environment
  ) async throws -> AttemptRecord {
    try await environment.blocking.run {
      let fileSystem = environment.fileSystem
      let newest = try CheckpointStore.identifiers(in: paths, fileSystem).last
      var record = try read(paths, fileSystem) ?? fresh(job, newest, paths, environment)
      guard record.job == job else {
        throw WeirError.unusable(
          file: paths.attempt, offset: 0,
          "the directory belongs to job \(record.job), not to \(job)")
      }
      record.attempt = try following(record.attempt, paths)
      if let newest {
        record.nextCheckpoint = max(record.nextCheckpoint, try following(newest.number, paths))
      }
      record.started = EventTime(milliseconds: environment.clock.now().milliseconds)
      try fileSystem.createDirectoryDurably(paths.directory)
      try AtomicFile.write(
        try SealedDocument.attempt.bytes(of: record), to: paths.attempt, on: fileSystem)
      try environment.failpoints.hit(.recoverAfterAttempt)
      return record
    }
  }

  static func read(
    _ paths: JobPaths, _ fileSystem: any FileSystem
  ) throws -> AttemptRecord? {
    guard let status = try fileSystem.status(paths.attempt) else { return nil }
    guard status.kind == .file, status.byteCount <= UInt64(SealedDocument.attempt.byteLimit) else {
      throw WeirError.unusable(file: paths.attempt, offset: 0, "this is no attempt record")
    }
    let bytes = try AtomicFile.readAll(
      paths.attempt, on: fileSystem, limit: SealedDocument.attempt.byteLimit)
    let record = try SealedDocument.attempt.record(
      AttemptRecord.self, in: bytes, file: paths.attempt)
    guard SafeName.component(record.job) == FilePaths.name(of: paths.directory) else {
      throw WeirError.unusable(
        file: paths.attempt, offset: 0,
        "the directory belongs to job \(record.job) and stands under the name of another one; give"
          + " it its own name again, or name the right directory with --data")
    }
    return record
  }

  private static func fresh(
    _ job: String, _ newest: CheckpointID?, _ paths: JobPaths, _ environment: Environment
  ) throws -> AttemptRecord {
    if let newest {
      throw WeirError.unusable(
        file: paths.attempt, offset: 0,
        "the attempt record is missing although there is \(newest): put it back, or move "
          + "everything away with --fresh")
    }
    var record = AttemptRecord()
    record.job = job
    record.jobID = Hexadecimal.text(environment.random()) + Hexadecimal.text(environment.random())
    return record
  }

  private static func following(_ number: UInt64, _ paths: JobPaths) throws -> UInt64 {
    let (sum, overflow) = number.addingReportingOverflow(1)
    if overflow {
      throw WeirError.unusable(file: paths.attempt, offset: 0, "the last number is used up")
    }
    return sum
  }
}
