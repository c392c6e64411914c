import Testing
import Weir
import WeirCheckpoints
import WeirTestKit

@Suite struct CutTests {
  @Test("A cut is one epoch over all stores, also while one takes nothing, and never goes back")
  func lagging() async throws {
    let stores = try ThreeStores()
    let (gate, half, goOn) = (Latch(), Latch(), Latch())
    let runner = stores.runner(
      ThreeStores.events(0..<300) + [.pause(reached: half, until: goOn)]
        + ThreeStores.events(300..<600), tableGate: gate)
    async let result = runner.run()
    try await half.wait()
    let first = try await watch(stores, until: 300)
    // The table's own files have nothing of it: all of its rows came from the log.
    #expect(first.rows.count == 40)
    goOn.release()
    let last = try await watch(stores, from: first.epoch, until: 600)
    #expect(last.epoch > first.epoch)
    gate.release()
    let end = try await result
    let final = try Content(stores.reader().cut())
    final.check()
    #expect(final.epoch == end.checkpoint && final.archive.count == 600)
  }

  /// Takes cuts until one has so many events.
  private func watch(
    _ stores: ThreeStores, from first: CheckpointID = CheckpointID(0), until count: Int
  ) async throws -> Content {
    let reader = try stores.reader()
    var newest = first
    while true {
      guard try reader.newestEpoch() != nil else {
        await Task.yield()
        continue
      }
      let content = try await stores.test.environment.blocking.run { try Content(reader.cut()) }
      content.check()
      #expect(content.epoch >= newest)
      newest = content.epoch
      if content.archive.count >= count { return content }
    }
  }

  @Test("Every epoch that is kept can be read again, when all stores are ahead of it, as it was")
  func earlier() async throws {
    let stores = try ThreeStores()
    let (half, goOn) = (Latch(), Latch())
    let runner = stores.runner(
      ThreeStores.events(0..<200) + [.pause(reached: half, until: goOn)]
        + ThreeStores.events(200..<500))
    async let result = runner.run()
    try await half.wait()
    let live = try await watch(stores, until: 200)
    goOn.release()
    _ = try await result
    let reader = try stores.reader()
    #expect(try Content(reader.cut(.checkpoint(live.epoch))) == live)
    let epochs = try reader.epochs()
    #expect(epochs.count > 5)
    var count = 0
    for epoch in epochs {
      let cut = try reader.cut(.checkpoint(epoch))
      #expect(cut.epoch == epoch)
      let content = try Content(cut)
      content.check()
      #expect(content.archive.count >= count)
      count = content.archive.count
    }
    #expect(count == 500)
  }

  @Test("An epoch that is not kept is refused, naming those that are")
  func notKept() async throws {
    let stores = try ThreeStores()
    _ = try await stores.runner(ThreeStores.events(0..<100), retaining: 2).run()
    let reader = try stores.reader()
    let kept = try reader.epochs()
    #expect(kept.count == 2)
    let error = try #require(throws: WeirError.self) {
      try reader.cut(.checkpoint(CheckpointID(10_000)))
    }
    #expect(error.code == .unusableCheckpoint)
    #expect(error.message.contains("there are \(kept[0]), \(kept[1])"), "\(error)")
  }

  @Test("Stores are listed by what they say of themselves, and read as what they are")
  func names() async throws {
    let stores = try ThreeStores()
    _ = try await stores.runner(ThreeStores.events(0..<20)).run()
    let reader = try stores.reader()
    #expect(try reader.stores().map(\.name) == ["archive", "documents", "rows"])
    #expect(try reader.stores().map(\.kind) == [.lines, .search, .table])
    let cut = try reader.cut()
    let table = try cut.table("rows", of: Event.self)
    #expect(try table.get("k7") == Event(1))
    #expect(try table.get("none") == nil)
    #expect(try table.count([TableFilter("number", .greaterOrEqual, .integer(10))]) == 10)
    #expect(try cut.search("documents").search(SearchQuery("word3")).total == 4)
    for (part, body) in [
      ("\"rows\" is a table, not a lines store", { _ = try cut.lines("rows") }),
      ("there is no table \"row\"; there are rows", { _ = try cut.table("row") }),
      ("not opened with this cut", { _ = try reader.cut(of: ["rows"]).search("documents") }),
      ("there is no store \"x\"", { _ = try reader.cut(of: ["rows", "x"]) }),
    ] as [(String, () throws -> Void)] {
      let error = try #require(throws: WeirError.self) { try body() }
      #expect(error.code == .usage && error.message.contains(part), "\(error)")
    }
  }

  @Test("Where no job was run, and before the first checkpoint, there is nothing to read")
  func nothing() throws {
    let stores = try ThreeStores()
    let error = try #require(throws: WeirError.self) { try stores.reader() }
    #expect(error.code == .unusableCheckpoint && error.message.contains("--data"), "\(error)")
  }
}
