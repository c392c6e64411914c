import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

/// Puts damaged files in a checkpoint's place and asks what comes of it.
struct DamagedCheckpoint {
  let disk: MemoryFileSystem
  let store: CheckpointStore
  let intact: RestoredCheckpoint

  /// Checkpoint 7, with one state file and two unapplied epochs.
  init() async throws {
    disk = MemoryFileSystem()
    store = WeirCheckpointsTests.store(disk)
    let unapplied = [
      out: [
        EpochCommit(epoch: chk(6), segments: [segment("a"), segment("b")]),
        EpochCommit(epoch: chk(7), segments: [segment("c")]),
      ]
    ]
    try await complete(7, in: store, unapplied: unapplied)
    intact = try await store.load(chk(7))
  }

  var manifestPath: String { jobPaths.manifest(chk(7)) }
  var statePath: String { jobPaths.state(counter, in: chk(7)) }

  func bytes(_ path: String) throws -> [UInt8] { try #require(disk.contents(path)) }

  /// Replaces a file and says how loading ends: nil when it is refused with file and reason, or
  /// gives the very same checkpoint; otherwise what is wrong.
  func outcome(of bytes: [UInt8], at path: String) async throws -> String? {
    try disk.place(bytes, at: path)
    do {
      let loaded = try await store.load(chk(7))
      return loaded == intact ? nil : "other data was believed"
    } catch let error as WeirError {
      if error.code != .unusableCheckpoint { return "refused as \(error.code): \(error)" }
      if error.location.file != path {
        return "the refusal names \(error.location.file ?? "no file")"
      }
      if error.location.byteOffset == nil { return "the refusal names no offset" }
      return error.message.isEmpty ? "the refusal gives no reason" : nil
    }
  }

  /// As ``outcome(of:at:)``, where the file must be refused.
  func isRefused(_ bytes: [UInt8], at path: String) async throws -> Bool {
    guard try await outcome(of: bytes, at: path) == nil else { return false }
    do {
      _ = try await store.load(chk(7))
      return false
    } catch { return true }
  }
}
