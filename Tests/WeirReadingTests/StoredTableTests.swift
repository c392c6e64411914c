import Synchronization
import Testing
import Weir
import WeirStorage
import WeirTestKit

/// Rows of a job's table for the lookups of another.
@Suite(.timeLimit(.minutes(10))) struct StoredTableTests {
  /// Counts how often work that blocks is begun, and holds it back.
  private final class CountingPool: BlockingPool {
    private let inner = ThreadBlockingPool()
    private let state = Mutex(0)
    let gate = Latch()
    var count: Int { state.withLock { $0 } }

    func run<Result: Sendable>(
      _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
      state.withLock { $0 += 1 }
      try await gate.wait()
      return try await inner.run(body)
    }
  }

  private func table(
    _ stores: ThreeStores, _ sink: String = "rows", _ environment: Environment? = nil
  ) -> StoredTable<String, Event> {
    StoredTable(
      sink, ofJob: ClosureJob.name, in: stores.test.directory,
      environment: environment ?? stores.test.environment)
  }

  @Test("Rows are those of the newest durable epoch, also when the store lags behind")
  func newest() async throws {
    let stores = try ThreeStores()
    let (gate, half, goOn) = (Latch(), Latch(), Latch())
    let runner = stores.runner(
      ThreeStores.events(0..<40) + [.pause(reached: half, until: goOn)]
        + ThreeStores.events(40..<80), tableGate: gate)
    async let result = runner.run()
    try await half.wait()
    let table = table(stores)
    while try await table.row(for: "k7") == nil { await Task.yield() }
    #expect(try await table.row(for: "k7") == Event(1))
    goOn.release()
    while try await table.row(for: "k7") == Event(1) { await Task.yield() }
    #expect(try await table.row(for: "k7") == Event(41))
    #expect(try await table.row(for: "none") == nil)
    gate.release()
    _ = try await result
    #expect(try await table.row(for: "k7") == Event(41))
  }

  @Test("Keys that are asked for while others are read are read together")
  func together() async throws {
    let stores = try ThreeStores()
    _ = try await stores.runner(ThreeStores.events(0..<40)).run()
    let pool = CountingPool()
    var environment = stores.test.environment
    environment.blocking = pool
    let table = table(stores, "rows", environment)
    try await withThrowingTaskGroup(of: Event?.self) { group in
      for number in 0..<40 {
        group.addTask { try await table.row(for: "k\(number)") }
      }
      // The first one is being read; all others come meanwhile or later.
      while pool.count == 0 { await Task.yield() }
      for _ in 0..<10_000 { await Task.yield() }
      pool.gate.release()
      var keys: Set<String> = []
      for try await row in group { keys.insert(row?.key ?? "") }
      #expect(keys.count == 40 && !keys.contains(""))
    }
    #expect(pool.count < 20)
  }

  @Test("A key of several columns is a record of them")
  func composite() async throws {
    let test = try JobTest(fileSystem: PosixFileSystem(), blocking: ThreadBlockingPool())
    let source = ScriptedSource([(0..<20).map { ScriptStep.record(Stock($0)) }])
    _ = try await test.run(
      ClosureJob { flow in
        flow.source("deliveries", source)
          .sink("stock", to: TableSink(key: \Stock.shop, \Stock.item, partitions: 4))
      })
    let table = StoredTable<Stock.Place, Stock>(
      "stock", ofJob: ClosureJob.name, in: test.directory, environment: test.environment)
    for number in 0..<20 {
      #expect(try await table.row(for: Stock.Place(number))?.count == number)
    }
    #expect(try await table.row(for: Stock.Place(21)) == nil)
    let short = StoredTable<String, Stock>(
      "stock", ofJob: ClosureJob.name, in: test.directory, environment: test.environment)
    let error = await #expect(throws: WeirError.self) { try await short.row(for: "shop 1") }
    #expect(error?.code == .usage && error?.message.contains("item") == true)
  }

  private struct Stock: Record {
    struct Place: Record, Hashable {
      var shop = ""
      var item = 0
      init() {}
      init(_ number: Int) { (shop, item) = ("shop \(number % 3)", number) }
      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("shop", &shop)
        try field("item", &item)
      }
    }
    var shop = ""
    var item = 0
    var count = 0
    init() {}
    init(_ number: Int) { (shop, item, count) = ("shop \(number % 3)", number, number) }
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("shop", &shop)
      try field("item", &item)
      try field("count", &count)
    }
  }

  @Test("A table of no job, and one that the job does not have, are errors that say so")
  func refused() async throws {
    let stores = try ThreeStores()
    let nowhere = await #expect(throws: WeirError.self) { try await table(stores).row(for: "k7") }
    #expect(nowhere?.code == .unusableCheckpoint)
    _ = try await stores.runner(ThreeStores.events(0..<20)).run()
    for name in ["row", "archive"] {
      let error = await #expect(throws: WeirError.self) {
        try await table(stores, name).row(for: "k7")
      }
      #expect(error?.code == .usage)
    }
  }

  @Test("Before the job's first checkpoint the table is empty")
  func beforeTheFirstCheckpoint() async throws {
    let stores = try ThreeStores()
    let (begun, goOn) = (Latch(), Latch())
    let source = ScriptedSource<Event>([[.pause(reached: begun, until: goOn)]])
    let runner = stores.test.runner(
      ClosureJob { flow in
        flow.source("events", source).sink("rows", to: TableSink(key: \Event.key))
      }
    ) { $0.checkpoints.interval = .days(1) }
    async let result = runner.run()
    try await begun.wait()
    #expect(try await table(stores).row(for: "k7") == nil)
    goOn.release()
    _ = try await result
    #expect(try await table(stores).row(for: "k7") == nil)
  }
}
