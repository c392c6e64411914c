import Testing
import WeirCore

@testable import WeirStorage

struct JobPathsTests {
  let paths = JobPaths(dataDirectory: "data/", job: "flights")

  @Test("Every path lies where the layout says")
  func layout() {
    let id = CheckpointID(17)
    #expect(paths.directory == "data/flights")
    #expect(paths.lock == "data/flights/lock")
    #expect(paths.attempt == "data/flights/attempt.json")
    #expect(paths.status == "data/flights/status.json")
    #expect(paths.checkpoint(id) == "data/flights/checkpoints/chk-00000017")
    #expect(paths.manifest(id) == "data/flights/checkpoints/chk-00000017/manifest.json")
    #expect(
      paths.state(SubtaskID(chain: 2, index: 1), in: id)
        == "data/flights/checkpoints/chk-00000017/state-0002-0001.bin")
    #expect(paths.shared == "data/flights/checkpoints/shared")
    #expect(paths.log(of: OperatorID("delays")) == "data/flights/logs/delays")
    #expect(paths.store(of: OperatorID("delays")) == "data/flights/stores/delays")
    #expect(paths.deadLetter == "data/flights/dead-letter")
    #expect(paths.requests == "data/flights/requests")
    #expect(paths.retired(3) == "data/flights.old-3")
  }

  @Test("No job or sink leads out of its directory")
  func hostile() {
    #expect(JobPaths(dataDirectory: "d", job: "../x").directory == "d/p_%2e%2e%2fx")
    #expect(JobPaths(dataDirectory: "", job: "x").directory == "./x")
    #expect(JobPaths(dataDirectory: "/", job: "x").directory == "/x")
    #expect(paths.store(of: OperatorID("..")) == "data/flights/stores/p_%2e%2e")
  }

  @Test(
    "A checkpoint's directory name leads back to it, and no other name does",
    arguments: [
      0, 1, 17, 99_999_999, 100_000_000, UInt64.max,
    ])
  func checkpointNames(number: UInt64) {
    let id = CheckpointID(number)
    #expect(JobPaths.checkpoint(named: JobPaths.name(of: id)) == id)
    #expect(JobPaths.checkpoint(fromText: id.description) == id)
    #expect(JobPaths.checkpoint(fromText: "\(number)") == id)
    #expect(JobPaths.checkpoint(named: JobPaths.name(of: id) + ".tmp") == nil)
  }

  @Test(
    "Names that are no checkpoint's are refused",
    arguments: [
      "chk-17", "chk-+0000017", "chk-000000017", "chk-", "chk", "shared", "CHK-00000017",
      "chk-99999999999999999999", "chk-0000001a", " chk-00000017", "chk-00000017 ",
    ])
  func foreign(name: String) { #expect(JobPaths.checkpoint(named: name) == nil) }

  @Test(
    "Texts that name no checkpoint are refused",
    arguments: [
      "", "-1", "+1", "chk-", "chk--1", "latest", "none", "1.0", "0x11", "99999999999999999999",
    ])
  func foreignText(text: String) { #expect(JobPaths.checkpoint(fromText: text) == nil) }

  @Test("A state file's name leads back to its subtask, and no other name does")
  func stateNames() {
    for subtask in [
      SubtaskID(chain: 0, index: 0), SubtaskID(chain: 12, index: 345),
      SubtaskID(chain: 12_345, index: 99_999),
    ] {
      #expect(JobPaths.subtask(fromStateName: JobPaths.stateName(of: subtask)) == subtask)
    }
    for name in [
      "state-1-1.bin", "state-0001.bin", "state-0001-0001.bin.tmp", "manifest.json",
      "state-0001-0001-0001.bin", "state-.bin", "state-000a-0001.bin",
    ] {
      #expect(JobPaths.subtask(fromStateName: name) == nil)
    }
  }

  @Test(
    "Parents and names of paths",
    arguments: [
      ("/a/b", "/a", "b"), ("a/b/", "a", "b"), ("a", ".", "a"), ("/a", "/", "a"), ("/", "/", ""),
      ("a//b", "a", "b"), ("//a", "/", "a"), ("", ".", ""), ("./x", ".", "x"),
    ])
  func parents(path: String, parent: String, name: String) {
    #expect(FilePaths.parent(of: path) == parent)
    #expect(FilePaths.name(of: path) == name)
  }
}
