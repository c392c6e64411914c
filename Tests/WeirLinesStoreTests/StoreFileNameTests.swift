import Testing
import WeirCore

@testable import WeirLinesStore

@Suite struct StoreFileNameTests {
  static let part = PartName(
    epoch: CheckpointID(17), attempt: Attempt(3), subtask: 0, sequence: 12)

  @Test func `Names are what the documentation says`() {
    #expect(Self.part.finished == "part-00000017-a3-s0-12.jsonl")
    #expect(Self.part.pending == ".part-00000017-a3-s0-12.jsonl.pending")
    #expect(
      StoreFileName.inProgress(Self.part.id).text == ".part-a3-s0-12.inprogress")
    #expect(Self.part.open == ".part-00000017-a3-s0-12.jsonl.open")
    let closed = Self.part.closed(at: CheckpointID(20))
    #expect(closed.finished == "part-00000017-00000020-a3-s0-12.jsonl")
    #expect(closed.open == Self.part.open)
    let compressed = PartName(epochs: closed.epochs, id: closed.id, compression: .gzip)
    #expect(compressed.finished == "part-00000017-00000020-a3-s0-12.jsonl.gz")
    #expect(compressed.open == ".part-00000017-a3-s0-12.jsonl.gz.open")
  }

  @Test(arguments: [0, 1, 99_999_999, 100_000_000, UInt64.max])
  func `Every name is read back as itself`(number: UInt64) {
    let part = PartName(
      epoch: CheckpointID(number), attempt: Attempt(number), subtask: Int.max, sequence: number)
    var names: [StoreFileName] = [.inProgress(part.id)]
    for compression in LinesCompression.allCases {
      let single = PartName(epochs: part.epochs, id: part.id, compression: compression)
      let spanning = PartName(
        epochs: CheckpointID(min(3, number))...CheckpointID(number), id: part.id,
        compression: compression)
      names += [
        .finished(single), .pending(single), .open(single), .finished(spanning),
        .pending(spanning),
      ]
    }
    for name in names { #expect(StoreFileName(name.text) == name) }
  }

  @Test(arguments: [
    "", ".", "..", "part-", "part-.jsonl", "part-1-a1-s1-1.jsonl", "part-00000001-a1-s1.jsonl",
    "part-00000001-a1-s1-1.json", "part-+0000001-a1-s1-1.jsonl", "part-00000001-a01-s1-1.jsonl",
    "part-00000001-a1-s-1-1.jsonl", "part-00000001-a1-s1-1-1.jsonl", "PART-00000001-a1-s1-1.jsonl",
    "part-00000001-a1-s1-99999999999999999999.jsonl", "part-00000001-a1-s1-1.jsonl\u{301}",
    ".part-00000001-a1-s1-1.pending", ".part-00000001-a1-s1-1.jsonl",
    "..part-00000001-a1-s1-1.jsonl.pending", ".part-a1-s1.inprogress", ".part-.inprogress",
    ".part-a1-s1-1.inprogress.tmp", ".part-a+1-s1-1.inprogress", ".part-a1-s+1-1.inprogress",
    "_weir.json", "notes.txt", "part-00000001-a1-s1-1.jsonl.gz.gz",
    "part-00000001-a1-s1-1.jsonl.gzip", "part-00000002-00000001-a1-s1-1.jsonl",
    "part-00000001-00000001-a1-s1-1.jsonl", "part-1-00000002-a1-s1-1.jsonl",
    ".part-00000001-00000002-a1-s1-1.jsonl.open", ".part-a1-s1-1.jsonl.open",
    "part-00000001-a1-s1-1.jsonl.open", ".part-00000001-a1-s1-1.jsonl.open.pending",
  ])
  func `A name that the store does not write means nothing to it`(name: String) {
    #expect(StoreFileName(name) == nil)
  }

  @Test func `Parts are ordered by epoch, attempt, subtask and sequence as numbers`() {
    func part(_ epoch: UInt64, _ attempt: UInt64, _ subtask: Int, _ sequence: UInt64) -> PartName {
      PartName(
        epoch: CheckpointID(epoch), attempt: Attempt(attempt), subtask: subtask, sequence: sequence)
    }
    let ordered = [
      part(9, 9, 9, 9), part(10, 2, 0, 0), part(10, 2, 0, 9), part(10, 2, 0, 10), part(10, 2, 3, 0),
      part(10, 10, 0, 0), part(200_000_000, 1, 0, 0),
    ]
    #expect(Array(ordered.reversed()).sorted() == ordered)
  }

  @Test(arguments: [
    "../.part-00000017-a3-s0-12.jsonl.pending", "/.part-00000017-a3-s0-12.jsonl.pending",
    "p_a/p_b/.part-00000017-a3-s0-12.jsonl.pending", "./.part-00000017-a3-s0-12.jsonl.pending",
    "p_../.part-00000017-a3-s0-12.jsonl.pending", "notes/.part-00000017-a3-s0-12.jsonl.pending",
    "p_a/part-00000017-a3-s0-12.jsonl", "p_a/", "p_a//.part-00000017-a3-s0-12.jsonl.pending", "",
  ])
  func `A segment's name never leads outside the store`(name: String) {
    #expect(StagedPart(segmentName: name) == nil)
  }

  @Test(arguments: ["", "p_", "p_ua", "p_%2e%2e%2f"])
  func `A segment's name is read back`(bucket: String) {
    for isOpen in [false, true] {
      let staged = StagedPart(bucket: bucket, name: Self.part, isOpen: isOpen)
      #expect(StagedPart(segmentName: staged.segmentName) == staged)
    }
  }
}
