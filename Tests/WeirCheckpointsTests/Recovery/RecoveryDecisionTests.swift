import Testing
import WeirCore

@testable import WeirCheckpoints

/// The recovery decision, by table.
@Suite struct RecoveryDecisionTests {
  enum Found {
    case whole, finished, damaged, incomplete
  }

  static func manifest(
    _ number: UInt64, finished: Bool = false, unapplied: [OperatorID: [EpochCommit]] = [:],
    attempt: UInt64 = 2, keyGroupCount: Int = 128
  ) -> Manifest {
    var manifest = Manifest(
      identity,
      CompletedCheckpoint(
        id: chk(number), isFinished: finished, members: [], unapplied: unapplied),
      created: ProcessingTime(milliseconds: 0))
    manifest.attempt = attempt
    manifest.keyGroupCount = keyGroupCount
    return manifest
  }

  static func summary(_ number: UInt64, _ found: Found) -> CheckpointSummary {
    let file = jobPaths.manifest(chk(number))
    let status: CheckpointSummary.Status =
      switch found {
      case .whole: .complete(manifest(number))
      case .finished: .complete(manifest(number, finished: true))
      case .damaged: .damaged(.unusable(file: file, offset: 31, "its checksum does not hold"))
      case .incomplete: .incomplete
      }
    return CheckpointSummary(
      id: chk(number), directory: jobPaths.checkpoint(chk(number)), status: status)
  }

  static func decide(
    _ request: String, _ found: [(UInt64, Found)] = [], committed: UInt64? = nil,
    requested: CheckpointSummary? = nil
  ) -> RecoveryDecision {
    RecoveryDecision(
      RecoveryObservation(
        request: RecoveryRequest(text: request), checkpoints: found.map { summary($0.0, $0.1) },
        requested: requested, committed: [out: committed.map { chk($0) }, other: nil],
        attempt: Attempt(3), keyGroupCount: 128))
  }

  static func text(_ decision: RecoveryDecision) -> String {
    func list(_ ids: [CheckpointID]) -> String { ids.map { " -\($0.number)" }.joined() }
    return switch decision {
    case .startFresh(let discard): "fresh" + list(discard)
    case .restore(let plan): "restore \(plan.manifest.checkpoint)" + list(plan.discard)
    case .alreadyComplete(let plan): "complete \(plan.manifest.checkpoint)" + list(plan.discard)
    case .refuse(let error): "refuse \(error.code)"
    }
  }

  static let refused = "refuse unusableCheckpoint"

  /// Request, what is there, the highest epoch that a store shows, and the decision.
  static let table: [(String, [(UInt64, Found)], UInt64?, String)] = [
    ("latest", [], nil, "fresh"),
    ("latest", [(1, .incomplete), (2, .incomplete)], nil, "fresh"),
    ("latest", [], 1, refused),
    ("latest", [(2, .incomplete)], 1, refused),
    ("latest", [(1, .whole), (2, .whole)], nil, "restore 2"),
    ("latest", [(1, .whole), (2, .whole)], 1, "restore 2"),
    ("latest", [(1, .whole), (2, .whole)], 2, "restore 2"),
    ("latest", [(1, .whole), (2, .whole)], 3, refused),
    ("latest", [(1, .whole), (2, .whole), (3, .incomplete)], 2, "restore 2"),
    ("latest", [(1, .damaged), (2, .whole)], 2, "restore 2"),
    ("latest", [(1, .whole), (2, .damaged)], nil, refused),
    ("latest", [(1, .whole), (2, .damaged), (3, .incomplete)], 1, refused),
    ("latest", [(1, .whole), (2, .finished)], 2, "complete 2"),
    ("latest", [(1, .whole), (2, .finished)], 1, "complete 2"),
    ("latest", [(1, .whole), (2, .finished)], 3, refused),
    ("none", [], nil, "fresh"),
    ("none", [], 1, refused),
    ("none", [(1, .whole), (2, .damaged), (3, .incomplete)], nil, "fresh -1 -2"),
    ("none", [(1, .whole), (2, .finished)], 2, refused),
    ("chk-2", [(1, .whole), (2, .whole), (3, .whole)], 2, "restore 2 -3"),
    ("chk-2", [(2, .whole), (3, .damaged), (4, .incomplete)], nil, "restore 2 -3"),
    ("chk-2", [(1, .whole), (2, .whole), (3, .whole)], 3, refused),
    ("chk-00000002", [(2, .whole)], nil, "restore 2"),
    ("2", [(2, .whole)], nil, "restore 2"),
    ("chk-2", [(1, .whole), (2, .damaged), (3, .whole)], nil, refused),
    ("chk-2", [(1, .whole), (2, .incomplete)], nil, refused),
    ("chk-2", [(1, .whole)], nil, "refuse usage"),
    ("chk-2", [(2, .finished)], 2, "complete 2"),
    ("chk-1", [(1, .whole), (2, .finished)], nil, "restore 1 -2"),
    ("somewhere/chk-2", [(1, .whole)], nil, refused),
  ]

  @Test(
    "SEMANTICS 2.4: where a job goes on follows from what is there, and nothing is guessed",
    arguments: table.indices)
  func decisions(index: Int) {
    let (request, found, committed, expected) = Self.table[index]
    let decision = Self.decide(request, found, committed: committed)
    #expect(
      Self.text(decision) == expected,
      "\(request), \(found), committed \(committed.map(String.init) ?? "nothing")")
  }

  static func refusal(_ decision: RecoveryDecision) throws -> WeirError {
    guard case .refuse(let error) = decision else {
      throw WeirError(.usage, "not refused: \(text(decision))")
    }
    return error
  }

  @Test(
    "SEMANTICS 2.4: a damaged newest checkpoint is never passed over; the refusal names the way out"
  )
  func damagedNewest() throws {
    let found: [(UInt64, Found)] = [(1, .whole), (2, .whole), (3, .damaged)]
    let error = try Self.refusal(Self.decide("latest", found, committed: 2))
    #expect(error.location.file == jobPaths.manifest(chk(3)))
    #expect(error.location.byteOffset == 31)
    #expect(error.message.contains("checksum"))
    #expect(error.message.contains("--from chk-2"))
    #expect(!error.message.contains("chk-1"), "the store is ahead of chk-1")
    let stuck = try Self.refusal(Self.decide("latest", found, committed: 3))
    #expect(stuck.message.contains("no other checkpoint"))
  }

  @Test("SEMANTICS 2.4: going behind what a store has committed is refused and names sink, epoch and replay")
  func committedBeyond() throws {
    let error = try Self.refusal(
      Self.decide("chk-1", [(1, .whole), (2, .whole)], committed: 2))
    #expect(error.location.operatorID == "out")
    #expect(error.message.contains("chk-2"))
    #expect(error.message.contains("--from latest"))
    let none = try Self.refusal(Self.decide("none", [(2, .whole)], committed: 2))
    #expect(none.message.contains("--fresh"))
  }

  @Test(
    "A refusal to go back never names a checkpoint that is lost or damaged as the way out",
    arguments: [true, false])
  func newestUnusable(isLost: Bool) throws {
    let error = try Self.refusal(
      isLost
        ? Self.decide("latest", [(1, .whole)], committed: 2)
        : Self.decide("chk-1", [(1, .whole), (2, .damaged)], committed: 2))
    #expect(!error.message.contains("--from latest"))
    #expect(error.message.contains("put chk-2, which is lost or damaged, back from a copy"))
    #expect(error.message.contains("weir replay counts --from chk-1 --with-stores --into DIR"))
  }

  @Test("SEMANTICS 2.2: a restore applies again exactly what the manifest lists")
  func recommits() throws {
    let commits = [EpochCommit(epoch: chk(4), segments: [segment("a")])]
    for isFinished in [false, true] {
      let manifest = Self.manifest(5, finished: isFinished, unapplied: [out: commits])
      let found = CheckpointSummary(id: chk(5), directory: "d", status: .complete(manifest))
      let decision = RecoveryDecision(
        RecoveryObservation(
          request: .latest, checkpoints: [found], committed: [out: nil], attempt: Attempt(3),
          keyGroupCount: 128))
      switch decision {
      case .restore(let plan), .alreadyComplete(let plan):
        #expect(plan.recommit == [out: commits])
        #expect(plan.directory == "d")
      default: Issue.record("\(decision)")
      }
    }
  }

  @Test("SEMANTICS 2.4: listed output of a sink that the job no longer has is refused, not dropped")
  func missingSink() throws {
    let commits = [EpochCommit(epoch: chk(4), segments: [segment("a")])]
    let manifest = Self.manifest(5, unapplied: [OperatorID("gone"): commits])
    let found = CheckpointSummary(id: chk(5), directory: "d", status: .complete(manifest))
    let error = try Self.refusal(
      RecoveryDecision(
        RecoveryObservation(
          request: .latest, checkpoints: [found], committed: [out: nil], attempt: Attempt(3),
          keyGroupCount: 128)))
    #expect(error.code == .incompatibleState)
    #expect(error.location.operatorID == "gone")
  }

  @Test("SEMANTICS 2.6: a checkpoint of a later attempt, or with other key groups, is refused")
  func otherTimesAndGroups() throws {
    for (manifest, code) in [
      (Self.manifest(5, attempt: 4), WeirError.Code.unusableCheckpoint),
      (Self.manifest(5, keyGroupCount: 64), .incompatibleState),
    ] {
      let found = CheckpointSummary(id: chk(5), directory: "d", status: .complete(manifest))
      let error = try Self.refusal(
        RecoveryDecision(
          RecoveryObservation(
            request: .latest, checkpoints: [found], committed: [:], attempt: Attempt(3),
            keyGroupCount: 128)))
      #expect(error.code == code)
    }
  }

  @Test("A checkpoint named by its path obeys the same rules")
  func byPath() {
    let found: [(UInt64, Found)] = [(2, .whole), (3, .whole)]
    func decide(_ requested: Found, committed: UInt64?) -> String {
      Self.text(
        Self.decide(
          "/copy/of/it", found, committed: committed, requested: Self.summary(2, requested)))
    }
    #expect(decide(.whole, committed: 2) == "restore 2 -3")
    #expect(decide(.whole, committed: 3) == Self.refused)
    #expect(decide(.finished, committed: nil) == "complete 2 -3")
    #expect(decide(.damaged, committed: nil) == Self.refused)
    #expect(decide(.incomplete, committed: nil) == Self.refused)
  }
}
