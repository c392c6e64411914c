import Foundation
import Synchronization
import Testing
import Weir
import WeirCheckpoints
import WeirRuntime
import WeirSQLite
import WeirStorage
import WeirTestKit

/// Stores that change, or have lost something, while a cut is taken.
@Suite struct ExpiryTests {
  /// A job stopped half-way, and a copy of its directory in which it was run to its end.
  private struct Halves {
    let stores = Result { try ThreeStores() }
    let first: Content
    let last: Content
    let directory: String
    let copy: String

    init() async throws {
      let stores = try stores.get()
      directory = stores.test.paths.directory
      copy = directory + "-half"
      let (half, never) = (Latch(), Latch())
      let script = ThreeStores.events(0..<100)
      let runner = stores.runner(
        script + [.pause(reached: half, until: never)], retaining: 1)
      async let stopped = runner.run()
      try await half.wait()
      runner.stop()
      _ = try await stopped
      first = try Content(stores.reader().cut())
      try FileManager.default.copyItem(atPath: directory, toPath: copy)
      let passed = Latch()
      passed.release()
      _ = try await stores.runner(
        script + [.pause(reached: half, until: passed)] + ThreeStores.events(100..<300),
        retaining: 1
      ).run()
      last = try Content(stores.reader().cut())
    }
  }

  @Test("A cut begins anew when what it opened is too old for the newest checkpoint")
  func expired() async throws {
    let halves = try await Halves()
    let stores = try halves.stores.get()
    let (old, new) = (halves.copy, halves.directory)
    // The reader opens the stopped job; as soon as it looks for checkpoints, the job has ended.
    try FileManager.default.moveItem(atPath: new, toPath: new + "-end")
    try FileManager.default.moveItem(atPath: old, toPath: new)
    let checkpoints = stores.test.paths.checkpoints
    let hook = ListHook(checkpoints) {
      try FileManager.default.moveItem(atPath: new, toPath: old)
      try FileManager.default.moveItem(atPath: new + "-end", toPath: new)
    }
    var environment = stores.test.environment
    environment.fileSystem = hook
    let reader = try stores.reader(environment)
    hook.arm()
    let content = try Content(reader.cut())
    #expect(content == halves.last && content.epoch > halves.first.epoch)
    #expect(hook.listCount >= 2)
  }

  @Test("A store that was replaced by an older one is not shown: its first file is named")
  func lost() async throws {
    let halves = try await Halves()
    let stores = try halves.stores.get()
    let store = stores.test.paths.store(of: OperatorID("rows"))
    try FileManager.default.removeItem(atPath: store)
    try FileManager.default.copyItem(atPath: halves.copy + "/stores/rows", toPath: store)
    let reader = try stores.reader()
    let error = try #require(throws: WeirError.self) { try reader.cut() }
    #expect(error.code == .unusableCheckpoint)
    #expect(error.message.contains("it was replaced by an older one"), "\(error)")
    #expect(error.location.file == store + "/p-0000.sqlite", "\(error)")
    // Those that have lost nothing can be read by themselves.
    let cut = try reader.cut(of: ["documents", "archive"])
    #expect(try cut.search("documents").count() == 40 && cut.lines("archive").lineCount() == 300)
  }

  @Test("The file of a partition that is lost is named, whichever it is, and not made anew")
  func lostFiles() async throws {
    let stores = try ThreeStores()
    let script = ThreeStores.events(0..<100)
    _ = try await stores.runner(script, retaining: 1).run()
    let reader = try stores.reader()
    for (sink, count) in [("rows", 3), ("documents", 2)] {
      for partition in 0..<count {
        let directory = stores.test.paths.store(of: OperatorID(sink))
        let path = directory + "/p-000\(partition).sqlite"
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        for names in [nil, [sink]] as [[String]?] {
          let error = try #require(throws: WeirError.self) { try reader.cut(of: names) }
          #expect(error.code == .unusableCheckpoint && error.location.file == path, "\(error)")
          #expect(error.message.contains("the file is lost"), "\(error)")
        }
        let job = await #expect(throws: WeirError.self) {
          try await stores.runner(script, retaining: 1).run()
        }
        #expect(job?.code == .unusableCheckpoint && job?.location.file == path, "\(job as Any)")
        #expect(job?.location.operatorID == sink)
        #expect(!FileManager.default.fileExists(atPath: path))
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
      }
    }
    try Content(reader.cut()).check()
  }

  @Test("Of stores that are lost or damaged only those matter that are read")
  func onlyTheAsked() async throws {
    let stores = try ThreeStores()
    _ = try await stores.runner(ThreeStores.events(0..<100), retaining: 1).run()
    let paths = stores.test.paths
    try FileManager.default.removeItem(atPath: paths.store(of: OperatorID("rows")))
    let marker = paths.store(of: OperatorID("archive")) + "/_weir.json"
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: marker))
    let reader = try stores.reader()
    #expect(try reader.cut(of: ["documents"]).search("documents").count() == 40)
    for (name, part) in [("rows", "the store of rows is lost"), ("archive", "marker is damaged")] {
      let error = try #require(throws: WeirError.self) { try reader.cut(of: [name]) }
      #expect(error.code == .unusableCheckpoint && error.message.contains(part), "\(error)")
    }
    let unknown = try #require(throws: WeirError.self) { try reader.cut(of: ["x"]) }
    #expect(unknown.code == .usage, "\(unknown)")
  }

  @Test("Reading changes no byte of any file, and moves no page out of SQLite's log")
  func untouched() async throws {
    let stores = try ThreeStores()
    let gate = Latch()
    let (half, goOn) = (Latch(), Latch())
    let runner = stores.runner(
      ThreeStores.events(0..<100) + [.pause(reached: half, until: goOn)]
        + ThreeStores.events(100..<120), tableGate: gate)
    async let result = runner.run()
    try await half.wait()
    goOn.release()
    gate.release()
    _ = try await result
    let directory = stores.test.directory
    // Pages that stand in the log alone, as those of a job that was killed do.
    let table = stores.test.paths.store(of: OperatorID("rows")) + "/p-0001.sqlite"
    let connection = try SQLiteConnection(table, .write)
    try connection.execute("UPDATE weir_store SET attempt = attempt")
    let before = try files(below: directory)
    #expect(before.keys.contains { $0.hasSuffix("p-0001.sqlite-wal") })
    let reader = try stores.reader()
    for epoch in try reader.epochs() {
      try Content(reader.cut(.checkpoint(epoch))).check()
    }
    _ = try reader.cut()
    let after = try files(below: directory)
    for (path, bytes) in before { #expect(after[path] == bytes, "\(path)") }
    // SQLite makes its log beside a file that it opens, and a reader puts nothing into it.
    for (path, bytes) in after where before[path] == nil {
      #expect(path.hasSuffix(".sqlite-wal") && bytes.isEmpty, "\(path)")
    }
    withExtendedLifetime(connection) {}
  }

  /// All files' bytes by path. SQLite's shared memory is no part of a store.
  private func files(below directory: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      let url = URL(fileURLWithPath: directory).appendingPathComponent(path)
      let isDirectory = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
      if !isDirectory, !path.hasSuffix("-shm") { result[path] = try Data(contentsOf: url) }
    }
    return result
  }
}

/// The machine's disk that does something when a directory is listed for the first time.
private final class ListHook: FileSystem {
  private let disk = PosixFileSystem()
  private let path: String
  private let action: @Sendable () throws -> Void
  private let state = Mutex((isArmed: false, count: 0))

  init(_ path: String, _ action: @escaping @Sendable () throws -> Void) {
    self.path = path
    self.action = action
  }

  func arm() { state.withLock { $0.isArmed = true } }
  var listCount: Int { state.withLock { $0.count } }

  func list(_ path: String) throws -> [DirectoryEntry] {
    if path == self.path {
      let acts = state.withLock { state in
        state.count += 1
        defer { state.isArmed = false }
        return state.isArmed
      }
      if acts { try action() }
    }
    return try disk.list(path)
  }

  func open(_ path: String, _ mode: FileMode) throws -> any File { try disk.open(path, mode) }
  func rename(_ path: String, to target: String, replacing: Bool) throws {
    try disk.rename(path, to: target, replacing: replacing)
  }
  func removeFile(_ path: String) throws { try disk.removeFile(path) }
  func removeDirectory(_ path: String) throws { try disk.removeDirectory(path) }
  func createDirectory(_ path: String) throws { try disk.createDirectory(path) }
  func status(_ path: String) throws -> FileStatus? { try disk.status(path) }
  func syncDirectory(_ path: String) throws { try disk.syncDirectory(path) }
}
