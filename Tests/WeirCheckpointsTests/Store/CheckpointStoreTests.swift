import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

@Suite struct CheckpointStoreTests {
  @Test("SEMANTICS 1.9: the manifest's name comes after everything it names is durable, and is durable last")
  func orderOfDiskOperations() async throws {
    let disk = FaultyFileSystem()
    try disk.disk.createDirectory(jobPaths.checkpoints)
    try await complete(5, in: store(disk))
    let directory = jobPaths.checkpoint(chk(5))
    let state = jobPaths.state(counter, in: chk(5))
    let manifest = jobPaths.manifest(chk(5))
    let expected = [
      "createDirectory \(directory)", "syncDirectory \(jobPaths.checkpoints)",
      "write \(state)", "sync \(state)",
      "write \(manifest).tmp", "sync \(manifest).tmp", "syncDirectory \(directory)",
      "rename \(manifest).tmp to \(manifest)", "syncDirectory \(directory)",
    ]
    var changes = disk.changes
    // Three of the state file's four parts have bytes.
    changes.removeAll { $0 == "write \(state)" }
    changes.insert("write \(state)", at: 2)
    #expect(changes == expected)
  }

  @Test("SEMANTICS 1.9: a power cut before any disk operation leaves a checkpoint whole or not at all")
  func powerCuts() async throws {
    var incomplete = 0
    var whole = 0
    for operation in 1..<40 {
      for seed in UInt64(0)..<8 {
        let disk = FaultyFileSystem()
        let store = store(disk)
        try await complete(4, in: store)
        let before = try await store.load(chk(4))
        disk.add(FaultRule(.crash, first: operation))
        var isAcknowledged = false
        do {
          try await complete(5, in: store)
          isAcknowledged = true
        } catch is WeirError {}
        disk.crash(seed: seed)
        disk.repair()
        #expect(try await store.load(chk(4)) == before)
        let found = try await store.list().first { $0.id == chk(5) }
        switch found?.status {
        case .complete:
          #expect(
            try await store.load(chk(5)).sections[OperatorID("count")]?.first?.section
              == sections(5)[0])
          whole += 1
        case .incomplete, nil:
          #expect(!isAcknowledged, "operation \(operation), seed \(seed)")
          incomplete += 1
        case .damaged(let error): Issue.record("operation \(operation), seed \(seed): \(error)")
        }
      }
    }
    #expect(incomplete > 50)
    #expect(whole > 20)
  }

  @Test("T8 an error of any disk operation leaves a checkpoint whole or not at all")
  func failingOperations() async throws {
    var failures = 0
    for operation in 1..<40 {
      let disk = FaultyFileSystem()
      let store = store(disk)
      try await complete(4, in: store)
      disk.add(FaultRule(.error(5), first: operation))
      do {
        try await complete(5, in: store)
      } catch is WeirError {
        failures += 1
      }
      disk.crash()
      disk.repair()
      for summary in try await store.list() where summary.manifest != nil {
        #expect(try await store.verify(summary.id) == [])
      }
      _ = try await store.load(chk(4))
    }
    #expect(failures > 10)
  }

  @Test("SEMANTICS 1.9: the id of a begun checkpoint leaves a durable trace and cannot be begun again")
  func idsLeaveATrace() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    #expect(try await store.nextCheckpointID() == chk(1))
    try await store.prepare(chk(7))
    disk.crash()
    #expect(try await store.nextCheckpointID() == chk(8))
    await #expect(throws: WeirError.self) { try await store.prepare(chk(7)) }
  }

  @Test("A checkpoint is loaded with the sections of all subtasks, in order")
  func loadsSections() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await store.prepare(chk(1))
    var members: [StateMember] = []
    for index in [0, 1, 2] {
      let section = StateSection(
        operatorID: OperatorID("count"), name: "keyed", bytes: [UInt8(index)])
      members.append(
        try await store.writeState(
          chk(1), SubtaskID(chain: 1, index: index), sections: [section]))
    }
    try await store.writeManifest(
      Manifest(
        identity,
        CompletedCheckpoint(id: chk(1), isFinished: false, members: members, unapplied: [:]),
        created: ProcessingTime(milliseconds: 0)))
    let loaded = try await store.load(chk(1))
    #expect(loaded.sections[OperatorID("count")]?.map { $0.section.bytes.bytes() } == [[0], [1], [2]])
    #expect(try await store.load(path: jobPaths.checkpoint(chk(1))) == loaded)
    #expect(try await store.load(path: jobPaths.manifest(chk(1))) == loaded)
    #expect(try await store.verify(chk(1)) == [])
  }

  @Test("Verification names every problem: missing, damaged and unknown files")
  func verification() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    try await complete(3, in: store)
    let state = jobPaths.state(counter, in: chk(3))
    try disk.place([1], at: jobPaths.checkpoint(chk(3)) + "/notes.txt")
    #expect(
      try await store.verify(chk(3)).map(\.file) == [jobPaths.checkpoint(chk(3)) + "/notes.txt"])
    try disk.removeFile(state)
    let problems = try await store.verify(chk(3))
    #expect(problems.first?.file == state)
    #expect(problems.first?.reason.contains("missing") == true)
    #expect(try await store.verify(chk(9)).first?.reason.contains("incomplete") == true)
    try disk.place([0], at: jobPaths.manifest(chk(3)))
    #expect(try await store.verify(chk(3)).first?.byteOffset == 1)
  }

  @Test("Listing tells complete, incomplete and damaged checkpoints apart and ignores the rest")
  func listing() async throws {
    let disk = MemoryFileSystem()
    let store = store(disk)
    #expect(try await store.list().isEmpty)
    try await complete(10, in: store)
    try await complete(9, in: store)
    try await store.prepare(chk(11))
    try await complete(12, in: store)
    try disk.place([1, 2, 3], at: jobPaths.manifest(chk(12)))
    try disk.createDirectory(jobPaths.shared)
    try disk.place([], at: jobPaths.checkpoints + "/chk-00000099")
    let found = try await store.list().map { summary in
      switch summary.status {
      case .complete: "\(summary.id) complete"
      case .incomplete: "\(summary.id) incomplete"
      case .damaged: "\(summary.id) damaged"
      }
    }
    #expect(
      found == ["chk-9 complete", "chk-10 complete", "chk-11 incomplete", "chk-12 damaged"])
  }
}
