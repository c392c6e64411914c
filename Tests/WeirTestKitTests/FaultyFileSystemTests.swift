import Glibc
import Testing
import WeirCore
import WeirTestKit

struct FaultyFileSystemTests {
  let fileSystem = FaultyFileSystem()

  @Test("Every call is noted, in order")
  func calls() throws {
    try fileSystem.createDirectory("/d")
    let file = try fileSystem.open("/d/f.tmp", .createNew)
    try file.write("x")
    try file.sync()
    file.close()
    try fileSystem.rename("/d/f.tmp", to: "/d/f", replacing: false)
    try fileSystem.syncDirectory("/d")
    #expect(
      fileSystem.calls.map(\.description) == [
        "createDirectory /d", "open /d/f.tmp", "write /d/f.tmp", "sync /d/f.tmp", "close /d/f.tmp",
        "rename /d/f.tmp to /d/f", "syncDirectory /d",
      ])
    fileSystem.forgetCalls()
    #expect(fileSystem.calls.isEmpty)
  }

  @Test("A fault meets the nth call of its kind and path, so many times")
  func rules() throws {
    fileSystem.add(FaultRule(.error(ENOSPC), on: .write, suffix: ".log", first: 2, count: 2))
    let log = try fileSystem.open("/a.log", .createNew)
    let other = try fileSystem.open("/a.txt", .createNew)
    let outcomes = (0..<5).map { _ in
      do {
        try other.write("x")
        try log.write("x")
        return true
      } catch {
        return false
      }
    }
    #expect(outcomes == [true, false, false, true, true])
    #expect(fileSystem.faultCount == 2)
  }

  @Test("A rule on a rename fits its new name too, and nothing is renamed")
  func renameRule() throws {
    try fileSystem.disk.place([1], at: "/a")
    fileSystem.add(FaultRule(.error(EIO), on: .rename, suffix: "/b"))
    #expect(throws: WeirError.self) { try fileSystem.rename("/a", to: "/b", replacing: false) }
    #expect(fileSystem.disk.allFiles == ["/a"])
    try fileSystem.rename("/a", to: "/b", replacing: false)
    #expect(fileSystem.disk.allFiles == ["/b"])
  }

  @Test("A short write leaves what it took and reports a full disk; a short read is no error")
  func shortTransfers() throws {
    fileSystem.add(FaultRule(.partial(2), on: .write))
    fileSystem.add(FaultRule(.partial(0), on: .read))
    let file = try fileSystem.open("/f", .update)
    let error = #expect(throws: WeirError.self) { try file.write("hello") }
    #expect(error?.message.contains("No space left") == true)
    #expect(fileSystem.disk.text("/f") == "he")
    var bytes: [UInt8] = [0, 0]
    #expect(try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) } == 1)
  }

  @Test("After a failed sync a later one succeeds and keeps nothing")
  func failedSync() throws {
    fileSystem.add(FaultRule(.error(EIO), on: .sync))
    let file = try fileSystem.open("/f", .createNew)
    try fileSystem.syncDirectory("/")
    try file.write("x")
    #expect(throws: WeirError.self) { try file.sync() }
    try file.sync()
    fileSystem.crash()
    #expect(fileSystem.disk.text("/f") == "")
  }

  @Test("A planted crash drops what is not durable and fails every call until the restart")
  func plantedCrash() throws {
    fileSystem.add(FaultRule(.crash, on: .syncDirectory))
    let file = try fileSystem.open("/f", .createNew)
    try file.sync()
    #expect(throws: WeirError.self) { try fileSystem.syncDirectory("/") }
    #expect(fileSystem.isDown)
    #expect(throws: WeirError.self) { _ = try fileSystem.list("/") }
    #expect(throws: WeirError.self) { try file.sync() }
    fileSystem.restart()
    #expect(try fileSystem.list("/").isEmpty)
    #expect(throws: WeirError.self) { try file.sync() }
  }

  @Test("Random faults have about the share asked for and are repeated by their seed")
  func randomFaults() {
    func outcomes(_ seed: UInt64) -> [Bool] {
      let fileSystem = FaultyFileSystem()
      fileSystem.failRandomly(seed: seed, perMille: 100)
      return (0..<2_000).map { _ in (try? fileSystem.createDirectory("/d")) != nil }
    }
    let first = outcomes(7)
    #expect(first == outcomes(7))
    #expect(first != outcomes(8))
    #expect((140...260).contains(first.filter { !$0 }.count))
  }

  @Test("A repaired disk fails no more")
  func repair() throws {
    fileSystem.failRandomly(seed: 1, perMille: 1000)
    fileSystem.add(FaultRule(.error(EIO), count: .max))
    #expect(throws: WeirError.self) { try fileSystem.createDirectory("/d") }
    fileSystem.repair()
    try fileSystem.createDirectory("/d")
    #expect(fileSystem.faultCount == 1)
  }
}
