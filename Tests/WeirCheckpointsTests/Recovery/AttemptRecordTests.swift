import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

@Suite struct AttemptRecordTests {
  static func begin(
    _ disk: any FileSystem, job: String = "counts", random: UInt64 = 7,
    failpoints: any Failpoints = NoFailpoints()
  ) async throws -> AttemptRecord {
    try await AttemptRecord.begin(
      job: job, paths: jobPaths,
      environment: environment(disk, failpoints: failpoints, random: random))
  }

  @Test("SEMANTICS 2.6: every start has a higher attempt, durably, and keeps the directory's identity")
  func attemptsGrow() async throws {
    let disk = MemoryFileSystem()
    let first = try await Self.begin(disk)
    #expect(first.attempt == 1)
    #expect(first.firstCheckpoint == chk(1))
    #expect(first.jobID == "00000000000000070000000000000007")
    for attempt in UInt64(2)...5 {
      disk.crash()
      let next = try await Self.begin(disk, random: 99)
      #expect(next.attempt == attempt)
      #expect(next.jobID == first.jobID)
    }
    #expect(try await AttemptRecord.read(jobPaths, environment(disk))?.attempt == 5)
  }

  @Test("A directory that was copied under another job's name is refused by every reader")
  func anotherName() async throws {
    let disk = MemoryFileSystem()
    _ = try await Self.begin(disk)
    let elsewhere = JobPaths(dataDirectory: "/data", job: "others")
    try disk.createDirectory(elsewhere.directory)
    try disk.place(try #require(disk.contents(jobPaths.attempt)), at: elsewhere.attempt)
    let error = try await #require(throws: WeirError.self) {
      _ = try await AttemptRecord.read(elsewhere, environment(disk))
    }
    #expect(error.code == .unusableCheckpoint && error.location.file == elsewhere.attempt)
    #expect(error.message.contains("job counts"))
    #expect(throws: WeirError.self) {
      _ = try CheckpointReader(paths: elsewhere, environment: environment(disk))
    }
  }

  @Test("SEMANTICS 1.9: an id that any attempt used is never given out again, also when its traces are gone")
  func idsAreNeverReused() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    _ = try await Self.begin(disk)
    try await complete(1, in: store)
    try await store.prepare(chk(2))
    #expect(try await Self.begin(disk).firstCheckpoint == chk(3))
    try await store.removeIncomplete()
    #expect(try await Self.begin(disk).firstCheckpoint == chk(3))
    try await complete(3, in: store)
    #expect(try await Self.begin(disk).firstCheckpoint == chk(4))
    try await store.discard([chk(1), chk(3)])
    #expect(try await Self.begin(disk).firstCheckpoint == chk(4))
  }

  @Test("SEMANTICS 2.6: a power cut while the record is written leaves the old or the new one")
  func powerCuts() async throws {
    for operation in 1..<25 {
      for seed in UInt64(0)..<6 {
        let disk = FaultyFileSystem()
        _ = try await Self.begin(disk)
        disk.add(FaultRule(.crash, first: operation))
        var began: UInt64 = 1
        do { began = try await Self.begin(disk).attempt } catch is WeirError {}
        disk.crash(seed: seed)
        disk.repair()
        let next = try await Self.begin(disk).attempt
        #expect(next > began && next <= 3, "operation \(operation), seed \(seed)")
      }
    }
  }

  @Test("T4 a damaged attempt record is refused, whichever bit it is")
  func damage() async throws {
    let disk = MemoryFileSystem()
    _ = try await Self.begin(disk)
    let bytes = try #require(disk.contents(jobPaths.attempt))
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= UInt8(1 << (index % 8))
      try disk.place(damaged, at: jobPaths.attempt)
      await #expect("byte \(index)") {
        _ = try await Self.begin(disk)
      } throws: { error in
        (error as? WeirError)?.code == .unusableCheckpoint
          && (error as? WeirError)?.location.file == jobPaths.attempt
      }
      #expect(disk.contents(jobPaths.attempt) == damaged, "it must stay as evidence")
    }
  }

  @Test("A missing record beside checkpoints, and another job's record, are refused")
  func misplaced() async throws {
    let disk = MemoryFileSystem()
    _ = try await Self.begin(disk)
    await #expect(throws: WeirError.self) { try await Self.begin(disk, job: "others") }
    try await complete(1, in: store(disk))
    try disk.removeFile(jobPaths.attempt)
    await #expect(throws: WeirError.self) { try await Self.begin(disk) }
    #expect(disk.contents(jobPaths.attempt) == nil)
  }

  @Test("Numbers that are used up are refused instead of starting again")
  func overflow() async throws {
    let disk = MemoryFileSystem()
    var record = try await Self.begin(disk)
    record.attempt = .max
    try disk.place(try SealedDocument.attempt.bytes(of: record), at: jobPaths.attempt)
    await #expect(throws: WeirError.self) { try await Self.begin(disk) }
  }

  @Test("The failpoint after the attempt's number stands behind its durability")
  func failpoint() async throws {
    let disk = MemoryFileSystem()
    await #expect(throws: WeirError.self) {
      try await Self.begin(disk, failpoints: CountingFailpoints(.recoverAfterAttempt))
    }
    disk.crash()
    #expect(try await Self.begin(disk).attempt == 2)
  }
}
