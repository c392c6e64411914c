import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

/// RELIABILITY T4: a damaged checkpoint is refused, or gives the very same data.
@Suite struct ManifestDamageTests {
  @Test("T4 every bit of a manifest, flipped, is noticed")
  func everyBitOfTheManifest() async throws {
    let checkpoint = try await DamagedCheckpoint()
    let bytes = try checkpoint.bytes(checkpoint.manifestPath)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        let isRefused = try await checkpoint.isRefused(damaged, at: checkpoint.manifestPath)
        #expect(isRefused, "byte \(index) bit \(bit)")
      }
    }
  }

  @Test("T4 a manifest cut anywhere, or with bytes added, is noticed")
  func everyLengthOfTheManifest() async throws {
    let checkpoint = try await DamagedCheckpoint()
    let bytes = try checkpoint.bytes(checkpoint.manifestPath)
    for count in 0..<bytes.count {
      let isRefused = try await checkpoint.isRefused(
        Array(bytes.prefix(count)), at: checkpoint.manifestPath)
      #expect(isRefused, "\(count) bytes")
    }
    for tail in [[0], [10], [32], Array(bytes)] as [[UInt8]] {
      #expect(try await checkpoint.isRefused(bytes + tail, at: checkpoint.manifestPath))
    }
  }

  @Test("T4 every bit of a state file, flipped, is noticed")
  func everyBitOfTheState() async throws {
    let checkpoint = try await DamagedCheckpoint()
    let bytes = try checkpoint.bytes(checkpoint.statePath)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        let isRefused = try await checkpoint.isRefused(damaged, at: checkpoint.statePath)
        #expect(isRefused, "byte \(index) bit \(bit)")
      }
    }
  }

  @Test("T4 a state file cut anywhere, or with bytes added, is noticed")
  func everyLengthOfTheState() async throws {
    let checkpoint = try await DamagedCheckpoint()
    let bytes = try checkpoint.bytes(checkpoint.statePath)
    for count in 0..<bytes.count {
      let isRefused = try await checkpoint.isRefused(
        Array(bytes.prefix(count)), at: checkpoint.statePath)
      #expect(isRefused, "\(count) bytes")
    }
    #expect(try await checkpoint.isRefused(bytes + [0], at: checkpoint.statePath))
  }

  @Test("T4 zeroed and doubled ranges are noticed")
  func ranges() async throws {
    let checkpoint = try await DamagedCheckpoint()
    for path in [checkpoint.manifestPath, checkpoint.statePath] {
      let bytes = try checkpoint.bytes(path)
      for start in stride(from: 0, to: bytes.count - 16, by: 7) {
        var zeroed = bytes
        zeroed.replaceSubrange(start..<start + 16, with: [UInt8](repeating: 0, count: 16))
        #expect(try await checkpoint.outcome(of: zeroed, at: path) == nil)
        let doubled = bytes[..<(start + 16)] + bytes[start...]
        #expect(try await checkpoint.isRefused(Array(doubled), at: path))
      }
      _ = try await checkpoint.outcome(of: bytes, at: path)
    }
  }

  /// What a state file's own checks say of bytes for which the manifest was made to fit.
  static func refusal(_ bytes: [UInt8], jobID: String = identity.jobID) -> String {
    let member = StateMember(
      subtask: counter, file: JobPaths.stateName(of: counter), byteCount: Int64(bytes.count),
      checksum: CRC32C.checksum(bytes))
    do {
      let sections = try StateFile.sections(
        in: bytes, of: member, jobID: jobID, checkpoint: chk(7), file: "s")
      return sections == WeirCheckpointsTests.sections(7) ? "identical" : "believed"
    } catch let error as WeirError where error.code == .unusableCheckpoint {
      return error.message
    } catch { return "wrong error \(error)" }
  }

  @Test("T4 a state file is checked by itself, also where a manifest vouches for it")
  func stateWithoutManifest() async throws {
    let checkpoint = try await DamagedCheckpoint()
    let bytes = try checkpoint.bytes(checkpoint.statePath)
    #expect(Self.refusal(bytes) == "identical")
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 4
      let answer = Self.refusal(damaged)
      #expect(!["believed", "identical"].contains(answer), "byte \(index)")
    }
    for count in 0..<bytes.count {
      #expect(Self.refusal(Array(bytes.prefix(count))) != "believed", "\(count) bytes")
    }
  }

  @Test("T4 lengths of 2^63 and other impossible headers with a valid checksum are refused")
  func impossibleHeaders() throws {
    func file(_ change: (inout StateFileHeader) -> Void, extra: [UInt8] = [], version: UInt32 = 1)
      throws -> [UInt8]
    {
      var header = StateFileHeader()
      header.jobID = identity.jobID
      header.checkpoint = 7
      header.chain = counter.chain
      header.subtask = counter.index
      var section = StateFileHeader.Section()
      section.operatorID = "count"
      section.name = "keyed"
      section.byteCount = 1
      section.checksum = CRC32C.checksum([9])
      header.sections = [section]
      change(&header)
      var encoder = BinaryEncoder()
      try encoder.encode(record: header)
      let fields = encoder.buffer.bytes() + extra
      let file = ByteBuffer()
      StateFile.magic.withUnsafeBytes { file.append(bytes: $0) }
      file.append(version)
      file.append(UInt32(fields.count))
      fields.withUnsafeBytes { file.append(bytes: $0) }
      file.append(file.withUnsafeBytes { CRC32C.checksum($0) })
      file.append(UInt8(9))
      return file.bytes()
    }
    #expect(Self.refusal(try file { _ in }) == "believed")
    for length in [UInt64(1) << 63, .max, 2, 1 << 32] {
      #expect(Self.refusal(try file { $0.sections[0].byteCount = length }).contains("ends early"))
    }
    #expect(Self.refusal(try file { $0.sections[0].byteCount = 0 }).contains("damaged"))
    #expect(Self.refusal(try file { $0.sections = [] }).contains("goes on"))
    #expect(Self.refusal(try file { $0.checkpoint = 6 }).contains("belongs to chk-6"))
    #expect(Self.refusal(try file { $0.jobID = "x" }).contains("another job"))
    #expect(Self.refusal(try file { $0.subtask = 1 }).contains("not of 1/0"))
    #expect(Self.refusal(try file({ _ in }, version: 2)).contains("version is 2"))
    #expect(Self.refusal(try file({ _ in }, extra: [0])).contains("further bytes"))
    var lying = try file { _ in }
    lying.replaceSubrange(12..<16, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(Self.refusal(lying).contains("longer than the file"))
  }

  @Test("T4 files of other checkpoints, subtasks and jobs are noticed")
  func swappedFiles() async throws {
    let checkpoint = try await DamagedCheckpoint()
    let disk = checkpoint.disk
    try await complete(8, in: checkpoint.store)
    let laterState = try checkpoint.bytes(jobPaths.state(counter, in: chk(8)))
    let laterManifest = try checkpoint.bytes(jobPaths.manifest(chk(8)))
    let manifest = try checkpoint.bytes(checkpoint.manifestPath)
    let state = try checkpoint.bytes(checkpoint.statePath)
    #expect(try await checkpoint.isRefused(laterState, at: checkpoint.statePath))
    // Whole by itself, of the same subtask and checkpoint, and yet not what the manifest names.
    var others = sections(7)
    others[2] = StateSection(operatorID: OperatorID("flights"), name: "splits", bytes: [8, 1, 2])
    let header = try StateFile.header(
      jobID: identity.jobID, checkpoint: chk(7), subtask: counter, sections: others)
    let impostor = others.reduce(header) { $0 + $1.bytes }
    #expect(Self.refusal(impostor) == "believed")
    #expect(try await checkpoint.isRefused(impostor, at: checkpoint.statePath))
    try disk.place(state, at: checkpoint.statePath)
    #expect(try await checkpoint.isRefused(laterManifest, at: checkpoint.manifestPath))
    try disk.place(manifest, at: checkpoint.manifestPath)
    #expect(try await checkpoint.store.load(chk(7)) == checkpoint.intact)
    let foreign = store(disk, jobID: "ffffffffffffffffffffffffffffffff")
    await #expect { _ = try await foreign.load(chk(7)) } throws: {
      ($0 as? WeirError)?.code == .unusableCheckpoint
    }
  }
}
