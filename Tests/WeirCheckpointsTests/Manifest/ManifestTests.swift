import Testing
import WeirCore
import WeirStorage

@testable import WeirCheckpoints

@Suite struct ManifestTests {
  static let manifest: Manifest = {
    let member = StateMember(
      subtask: counter, file: JobPaths.stateName(of: counter), byteCount: 99, checksum: 0xFFFF_FFFF)
    let commit = EpochCommit(
      epoch: chk(.max - 1),
      segments: [
        Segment(
          name: "part \"1\"/é\u{0}", byteCount: .max, checksum: 1, recordCount: 3, partition: 2,
          detail: "{}")
      ], previous: [2: chk(.max - 3)])
    return Manifest(
      identity,
      CompletedCheckpoint(
        id: chk(.max), isFinished: true, members: [member],
        unapplied: [out: [commit], other: [commit]],
        heads: [out: [2: chk(.max - 1), 0: chk(1)], other: [2: chk(.max - 1)]]),
      created: ProcessingTime(milliseconds: 1_700_000_000_123))
  }()

  static func refusal(_ manifest: Manifest) -> String? {
    do {
      _ = try Manifest(fileBytes: try manifest.fileBytes(), file: "m")
      return nil
    } catch let error as WeirError where error.code == .unusableCheckpoint {
      return error.message
    } catch { return "wrong error \(error)" }
  }

  @Test("A manifest reads back as it was written, numbers and texts to the last bit")
  func roundTrip() throws {
    let bytes = try Self.manifest.fileBytes()
    #expect(try Manifest(fileBytes: bytes, file: "m") == Self.manifest)
    #expect(bytes.last == UInt8(ascii: "\n"))
  }

  @Test("Equal manifests have equal bytes")
  func bytesAreStable() throws {
    var copy = Self.manifest
    copy.parameters = [:]
    for name in Self.manifest.parameters.keys.sorted().reversed() {
      copy.parameters[name] = Self.manifest.parameters[name]
    }
    #expect(try copy.fileBytes() == Self.manifest.fileBytes())
  }

  @Test("The format is frozen: a file of version 2 has these bytes")
  func fixture() throws {
    var manifest = Manifest()
    manifest.job = "counts"
    manifest.jobID = "0f"
    manifest.attempt = 2
    manifest.checkpoint = 17
    manifest.keyGroupCount = 128
    manifest.created = EventTime(milliseconds: 1_700_000_000_000)
    manifest.parameters = ["rate": "0"]
    manifest.members = [
      StateMember(
        subtask: SubtaskID(chain: 1, index: 0), file: "state-0001-0000.bin", byteCount: 5,
        checksum: 9)
    ]
    manifest.unapplied = [
      UnappliedEpoch(
        sink: out,
        commit: EpochCommit(epoch: chk(17), segments: [segment("a")], previous: [0: chk(15)]))
    ]
    manifest.heads = [SinkHeads(sink: out, heads: [1: chk(9), 0: chk(17)])]
    let text = String(decoding: try manifest.fileBytes(), as: UTF8.self)
    #expect(
      text == #"{"weir":"manifest","version":2,"job":"counts","job_id":"0f","attempt":2,"#
        + #""checkpoint":17,"finished":false,"created":1700000000000,"parameters":{"rate":"0"},"#
        + #""key_groups":128,"state":[{"chain":1,"subtask":0,"file":"state-0001-0000.bin","#
        + #""bytes":5,"crc32c":9}],"unapplied":[{"sink":"out","epoch":17,"#
        + #""previous":[{"partition":0,"epoch":15}],"segments":[{"name":"a","#
        + #""bytes":10,"crc32c":7,"records":1,"partition":0,"detail":""}]}],"#
        + #""heads":[{"sink":"out","partitions":[{"partition":0,"epoch":17},"#
        + #"{"partition":1,"epoch":9}]}],"parent":null,"#
        + "\"crc32c\":\"8fbda22c\"}\n")
  }

  @Test("Names, numbers and orders that cannot be are refused although the checksum holds")
  func misleadingManifests() {
    #expect(Self.refusal(Self.manifest) == nil)
    func refused(_ change: (inout Manifest) -> Void) -> String {
      var manifest = Self.manifest
      change(&manifest)
      return Self.refusal(manifest) ?? "believed"
    }
    for name in ["../../etc/passwd", "/etc/passwd", "", "state-0001-0001.bin", "manifest.json"] {
      #expect(refused { $0.members[0].file = name }.contains("another subtask's name"))
    }
    #expect(refused { $0.members[0].byteCount = -1 }.contains("negative"))
    #expect(refused { $0.members[0].chain = -1 }.contains("negative"))
    #expect(refused { $0.members.append($0.members[0]) }.contains("two state files"))
    #expect(refused { $0.checkpoint = 0 }.contains("no checkpoint"))
    #expect(refused { $0.checkpoint = 5 }.contains("later"))
    #expect(refused { $0.unapplied.append($0.unapplied[0]) }.contains("out of order"))
    #expect(refused { $0.keyGroupCount = 0 }.contains("key groups"))
    #expect(refused { $0.heads.append($0.heads[0]) }.contains("two lists"))
    #expect(refused { $0.heads[0].partitions[0].partition = -1 }.contains("negative"))
    #expect(refused { $0.heads[1].partitions[1].epoch = 0 }.contains("before its time"))
    #expect(refused { $0.heads[1].partitions[1].partition = 0 }.contains("twice"))
    #expect(refused { $0.unapplied[0].previous[0].epoch = .max - 1 }.contains("before its time"))
  }

  @Test("A file of another version, kind or with numbers out of range is refused")
  func otherFiles() throws {
    func refusal(_ body: String) -> String {
      let checksum = String(CRC32C.checksum(Array(body.utf8)), radix: 16)
      let padded = String(repeating: "0", count: 8 - checksum.count) + checksum
      let bytes = Array((body + ",\"crc32c\":\"\(padded)\"}\n").utf8)
      do {
        return "believed \(try Manifest(fileBytes: bytes, file: "m"))"
      } catch let error as WeirError where error.code == .unusableCheckpoint {
        return error.message
      } catch { return "wrong error \(error)" }
    }
    let open = #"{"weir":"manifest","version":"#
    for version in [1, 3] {
      #expect(refusal(open + #"\#(version),"job":"a""#).contains("version is \(version)"))
    }
    #expect(refusal(open + "2").contains("no fields"))
    #expect(refusal(open + "10").contains("version is 10"))
    #expect(refusal(open + ",").contains("version is"))
    #expect(refusal(#"{"weir":"attempt","version":1,"job":"a""#).contains("no manifest"))
    for number in ["18446744073709551616", "-1", "1e400", "9223372036854775808.5", "null", "\"7\""]
    {
      #expect(refusal(open + "2,\"checkpoint\":\(number)").contains("valid checksum but"))
    }
    #expect(refusal(open + #"2,"state":{}"#).contains("valid checksum but"))
    let deep = String(repeating: "[", count: 100_000)
    #expect(refusal(open + "2,\"other\":\(deep)").contains("valid checksum but"))
  }
}
