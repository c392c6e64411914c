import Synchronization
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirCheckpoints

let source = SubtaskID(chain: 0, index: 0)
let counter = SubtaskID(chain: 1, index: 0)
let out = OperatorID("out")
let other = OperatorID("other")

func chk(_ number: UInt64) -> CheckpointID { CheckpointID(number) }

func segment(_ name: String, bytes: Int64 = 10, partition: Int = 0) -> Segment {
  Segment(name: name, byteCount: bytes, checksum: 7, recordCount: 1, partition: partition)
}

func acknowledgement(
  _ subtask: SubtaskID, _ checkpoint: UInt64, _ segments: [OperatorID: [Segment]] = [:],
  member: StateMember? = nil
) -> Acknowledgement {
  Acknowledgement(
    subtask: subtask, checkpoint: chk(checkpoint), member: member, segments: segments)
}

let identity = JobIdentity(
  name: "counts", jobID: "00112233445566778899aabbccddeeff", attempt: Attempt(2),
  parameters: ["input": "a \"quoted\" text", "rate": "0"], keyGroupCount: 128)

let jobPaths = JobPaths(dataDirectory: "/data", job: "counts")

func environment(
  _ disk: any FileSystem, clock: any ProcessingClock = ManualClock(),
  failpoints: any Failpoints = NoFailpoints(), random: UInt64 = 0x1234
) -> Environment {
  Environment(
    fileSystem: disk, blocking: InlineBlockingPool(), clock: clock, spawner: TaskSpawner(),
    failpoints: failpoints, random: { random })
}

func store(
  _ disk: any FileSystem, failpoints: any Failpoints = NoFailpoints(),
  jobID: String = identity.jobID
) -> CheckpointStore {
  CheckpointStore(
    paths: jobPaths, jobID: jobID, environment: environment(disk, failpoints: failpoints))
}

/// Sections whose bytes tell the checkpoint.
func sections(_ number: UInt64) -> [StateSection] {
  [
    StateSection(
      operatorID: OperatorID("count"), name: "keyed",
      bytes: (0..<40).map { UInt8(truncatingIfNeeded: $0 &* number &+ number) }),
    StateSection(operatorID: OperatorID("count"), name: "timers", bytes: []),
    StateSection(operatorID: OperatorID("flights"), name: "splits", bytes: [UInt8(number), 1, 2]),
  ]
}

/// Writes a complete checkpoint with one state file.
@discardableResult
func complete(
  _ number: UInt64, in store: CheckpointStore, finished: Bool = false,
  unapplied: [OperatorID: [EpochCommit]] = [:], heads: [OperatorID: [Int: CheckpointID]] = [:]
) async throws -> Manifest {
  try await store.prepare(chk(number))
  let member = try await store.writeState(chk(number), counter, sections: sections(number))
  let manifest = Manifest(
    identity,
    CompletedCheckpoint(
      id: chk(number), isFinished: finished, members: [member], unapplied: unapplied,
      heads: heads),
    created: ProcessingTime(milliseconds: 1_700_000_000_000))
  try await store.writeManifest(manifest)
  return manifest
}

/// Throws at the nth hit of one failpoint, and counts the hits of all.
final class CountingFailpoints: Failpoints {
  private let armed: Failpoint?
  private let turn: Int
  private let counts = Mutex<[Failpoint: Int]>([:])

  init(_ armed: Failpoint? = nil, turn: Int = 1) {
    self.armed = armed
    self.turn = turn
  }

  func hit(_ point: Failpoint) throws {
    let count = counts.withLock { counts in
      counts[point, default: 0] += 1
      return counts[point, default: 0]
    }
    if point == armed, count == turn {
      throw WeirError(.failpoint, "failpoint \(point.rawValue)")
    }
  }

  func count(_ point: Failpoint) -> Int { counts.withLock { $0[point, default: 0] } }
}
