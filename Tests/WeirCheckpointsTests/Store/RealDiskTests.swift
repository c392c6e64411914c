import Foundation
import Testing
import WeirCore
import WeirStorage

@testable import WeirCheckpoints

/// What only a real disk has: links, modes, and names of its own.
@Suite struct RealDiskTests {
  @Test("Checkpoints on a real disk read back, are private, and links among them are refused")
  func links() async throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent(
      "weir-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let paths = JobPaths(dataDirectory: root.path, job: "counts")
    let environment = environment(PosixFileSystem())
    let record = try await AttemptRecord.begin(
      job: "counts", paths: paths, environment: environment)
    let store = CheckpointStore(paths: paths, jobID: record.jobID, environment: environment)
    try await store.prepare(chk(1))
    let member = try await store.writeState(chk(1), counter, sections: sections(1))
    let job = JobIdentity(
      name: "counts", jobID: record.jobID, attempt: record.attemptNumber, parameters: [:],
      keyGroupCount: 128)
    try await store.writeManifest(
      Manifest(
        job,
        CompletedCheckpoint(id: chk(1), isFinished: false, members: [member], unapplied: [:]),
        created: ProcessingTime(milliseconds: 0)))
    #expect(try await store.load(chk(1)).sections[OperatorID("count")]?.count == 2)
    let state = paths.state(counter, in: chk(1))
    for path in [paths.manifest(chk(1)), state, paths.attempt] {
      #expect(try PosixFileSystem().status(path)?.permissions == 0o600)
    }
    #expect(try PosixFileSystem().status(paths.checkpoint(chk(1)))?.permissions == 0o700)
    for path in [state, paths.manifest(chk(1))] {
      try FileManager.default.moveItem(atPath: path, toPath: root.path + "/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: root.path + "/elsewhere")
      await #expect {
        _ = try await store.load(chk(1))
      } throws: { ($0 as? WeirError)?.message.contains("links are refused") == true }
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: root.path + "/elsewhere", toPath: path)
    }
    #expect(try await store.verify(chk(1)) == [])
    try await store.discard([chk(1)])
    #expect(try await store.list().isEmpty)
  }
}
