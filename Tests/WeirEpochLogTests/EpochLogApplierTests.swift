import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirEpochLog

@Suite struct EpochLogApplierTests {
  private let log = TestLog()

  private func put(_ key: String, _ value: String) -> TestChange { TestChange(.put, key, value) }

  @Test func `An epoch is applied once however often it comes`() async throws {
    let applier = try await log.recovered()
    let first = try await log.sealed([[put("a", "1")]], epoch: 1)
    let second = try await log.sealed(
      [[put("a", "2")]], epoch: 2, previous: [0: CheckpointID(1)])
    for commit in [first, second, first, second, second] { try await applier.apply(commit) }
    #expect(log.rows() == ["a": "2"])
    #expect(log.store.calls.filter { $0.step == .commit }.count == 2)
    #expect(try await applier.committedEpoch() == CheckpointID(2))
  }

  @Test func `A partition gets its epochs in order, and each follows the one that is stored`()
    async throws
  {
    let applier = try await log.recovered()
    let commits = [
      try await log.sealed([[put("a", "1")], [put("b", "1")]], epoch: 3),
      try await log.sealed([[], [put("b", "2")]], epoch: 5, previous: [1: CheckpointID(3)]),
      try await log.sealed(
        [[put("a", "3")], [put("b", "3")]], epoch: 9,
        previous: [0: CheckpointID(3), 1: CheckpointID(5)]),
    ]
    for commit in commits { try await applier.apply(commit) }
    #expect(log.store.contents.map(\.epoch) == [CheckpointID(9), CheckpointID(9)])
    #expect(log.rows(0) == ["a": "3"] && log.rows(1) == ["b": "3"])
  }

  @Test func `SEMANTICS 2.4: a gap is an error that names partition and epochs`() async throws {
    let applier = try await log.recovered()
    let first = try await log.sealed([[put("a", "1")]], epoch: 1)
    let third = try await log.sealed([[put("a", "3")]], epoch: 3, previous: [0: CheckpointID(2)])
    try await applier.apply(first)
    let error = await failure { try await applier.apply(third) }
    #expect(error?.code == .unusableCheckpoint)
    for part in ["partition 0", "chk-1", "chk-2", "chk-3"] {
      #expect(error?.message.contains(part) == true, "\(part) in \(error?.message ?? "")")
    }
    #expect(log.rows() == ["a": "1"])
    // A store that has more than the log knows of, and the same at recovery.
    let unknown = try await log.sealed([[put("a", "4")]], epoch: 4, subtask: 1)
    #expect(await failure { try await applier.apply(unknown) }?.code == .unusableCheckpoint)
    let other = await failure { _ = try await log.recovered([third], attempt: 2) }
    #expect(other?.code == .unusableCheckpoint)
  }

  @Test func `SEMANTICS 2.6: a newer attempt fences the applier of an older one`() async throws {
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let old = try await log.recovered([commit])
    let new = try await log.recovered([commit], attempt: 2)
    #expect(await failure { try await old.apply(commit) }?.code == .directoryOwned)
    #expect(log.rows() == [:])
    try await new.apply(commit)
    #expect(log.rows() == ["a": "1"])
  }

  @Test func `The last write of a key wins, whatever the page size`() async throws {
    for pageSize in [1, 2, 3, 1000] {
      var log = TestLog()
      log.options.pageSize = pageSize
      let applier = try await log.recovered()
      let commit = try await log.sealed(
        [[
          put("a", "1"), put("b", "1"), put("a", "2"), TestChange(.remove, "b"), put("c", "1"),
          TestChange(.remove, "c"), put("c", "2"), put("a", "3"),
        ]], epoch: 1)
      try await applier.apply(commit)
      #expect(log.rows() == ["a": "3", "c": "2"], "pages of \(pageSize)")
    }
  }

  @Test(arguments: [true, false])
  func `A refused last change gives way to the key's previous one of the epoch`(
    tellsIndex: Bool
  ) async throws {
    for pageSize in [1, 2, 3, 1000] {
      var log = TestLog()
      log.store = MemoryStore(partitionCount: 2, tellsIndex: tellsIndex)
      log.options.pageSize = pageSize
      let applier = try await log.recovered()
      let before = try await log.sealed([[put("old", "0"), put("gone", "0")]], epoch: 1)
      let commit = try await log.sealed(
        [[
          put("a", "1"), put("x", "1"), .poison("a", "1"), put("b", "1"), .poison("a", "2"),
          .poison("c"), .poison("old"), TestChange(.remove, "gone"), .poison("gone"), put("d", "1"),
        ]], epoch: 2, previous: [0: CheckpointID(1)])
      try await applier.apply(before)
      try await applier.apply(commit)
      #expect(log.rows() == ["a": "1", "x": "1", "b": "1", "old": "0", "d": "1"])
      let rejections = log.store.contents[0].rejections
      #expect(Set(rejections).count == rejections.count)
      #expect(Set(rejections.map(\.sequence)).isSuperset(of: [4, 5, 6, 8]))
      #expect(Set(rejections.map(\.sequence)).isSubset(of: [2, 4, 5, 6, 8]))
      #expect(applier.status.rejectedCount == UInt64(rejections.count))
    }
  }

  @Test func `A page in which everything is refused ends with everything rejected once`()
    async throws
  {
    for tellsIndex in [true, false] {
      var log = TestLog()
      log.store = MemoryStore(partitionCount: 2, tellsIndex: tellsIndex)
      let commit = try await log.sealed([(0..<700).map { .poison("k\($0)") }], epoch: 1)
      try await log.recovered([commit]).apply(commit)
      #expect(log.rows() == [:])
      #expect(log.store.contents[0].rejections.map(\.sequence).sorted() == Array(0..<700))
    }
  }

  @Test func `A rejection is recorded once, also when the process dies around the commit`()
    async throws
  {
    // Every call of the apply, before its effect and after it: also between the transaction's end
    // and the news of it.
    for call in 1...9 {
      for afterwards in [false, true] {
        let log = TestLog()
        let commit = try await log.sealed([[put("a", "1"), .poison("a"), .poison("b")]], epoch: 1)
        let applier = try await log.recovered([commit])
        log.store.die(at: call, afterwards: afterwards)
        do { try await applier.apply(commit) } catch {}
        log.store.repair()
        log.files.crash()
        let next = try await log.recovered([commit], attempt: 2)
        try await next.apply(commit)
        #expect(log.rows() == ["a": "1"])
        #expect(log.store.contents[0].rejections.map(\.sequence).sorted() == [1, 2])
      }
    }
  }

  @Test func `Pages of many chunks and files keep order and numbers`() async throws {
    var log = TestLog()
    log.options.pageSize = 100
    let writers = [log.writer(), log.writer(subtask: 1)]
    var segments: [Segment] = []
    for round in 0..<3 {
      for (place, writer) in writers.enumerated() {
        for number in 0..<400 {
          try writer.append(put("\(place)-\(number % 50)", "\(round) \(number)"), to: number % 2)
          if number % 150 == 0 { try await writer.flush() }
        }
      }
      // Each round but the last is of a checkpoint that was given up.
      for writer in writers { segments += try await writer.seal(CheckpointID(UInt64(round) + 1)) }
    }
    let commit = EpochCommit(epoch: CheckpointID(3), segments: segments)
    #expect(segments.count == 12)
    var numbers: [UInt64] = []
    let pages = log.reader.pages(of: 1, in: [commit], pageSize: 7)
    while let page = try pages.next() {
      #expect(page.count <= 7 && page.epoch == CheckpointID(3))
      page.forEachChange { numbers.append($0.sequence) }
    }
    #expect(numbers == Array(0..<1200))
    try await log.recovered([commit]).apply(commit)
    #expect(log.rows(0).count == 50 && log.rows(1).count == 50)
    #expect(log.rows(0)["0-0"] == "2 350" && log.rows(1)["1-49"] == "2 399")
  }

  @Test func `A partition that the store does not have is refused`() async throws {
    let commit = try await log.sealed([[put("a", "1")], [put("b", "1")]], epoch: 1)
    var other = log
    other.store = MemoryStore(partitionCount: 1)
    let small = other
    #expect(await failure { _ = try await small.recovered([commit]) }?.code == .unusableCheckpoint)
    #expect(await failure { try await small.applier().apply(commit) }?.code == .unusableCheckpoint)
  }

  @Test func `An error of the log fails the attempt and is no failure of the store`() async throws {
    let commit = try await log.sealed([[put("a", "1")]], epoch: 1)
    let applier = try await log.recovered([commit])
    log.files.add(FaultRule(.error(5), on: .read, count: 1000))
    let error = await failure { try await applier.apply(commit) }
    #expect(error?.code == .inputOutput && error?.location.file?.hasSuffix(".log") == true)
    #expect(applier.status == StoreStatus())
    log.files.repair()
    try await applier.apply(commit)
    #expect(log.rows() == ["a": "1"])
  }
}
