import Glibc
import Testing
import WeirCore
import WeirTestKit

@testable import WeirStorage

struct AtomicFileTests {
  let fileSystem = FaultyFileSystem()
  let old = Array("old".utf8)
  let new = Array("newer".utf8)

  init() throws { try fileSystem.disk.place(old, at: "/d/m") }

  @Test("The steps are write, fsync, rename, fsync of the directory, in this order")
  func order() throws {
    var steps: [AtomicFile.Step] = []
    try AtomicFile.write(new, to: "/d/m", on: fileSystem) { steps.append($0) }
    #expect(
      fileSystem.changes == [
        "write /d/m.tmp", "sync /d/m.tmp", "rename /d/m.tmp to /d/m", "syncDirectory /d",
      ])
    #expect(steps == AtomicFile.Step.allCases)
    #expect(
      steps.map(\.manifestFailpoint.rawValue) == [
        "manifest.tmpWritten", "manifest.synced", "manifest.renamed", "manifest.dirSynced",
      ])
    #expect(try AtomicFile.readAll("/d/m", on: fileSystem, limit: 100) == new)
  }

  @Test("A power cut before any call leaves the old or the new contents, and never loses new ones")
  func powerCuts() throws {
    try AtomicFile.write(old, to: "/d/m", on: fileSystem)
    let calls = fileSystem.calls.count
    for call in 1...calls {
      for seed in 0..<50 as Range<UInt64> {
        let fileSystem = FaultyFileSystem()
        try fileSystem.disk.place(old, at: "/d/m")
        fileSystem.add(FaultRule(.error(EIO), first: call, count: .max))
        var isDurable = false
        let error = weirError {
          try AtomicFile.write(new, to: "/d/m", on: fileSystem) {
            isDurable = isDurable || $0 == .directorySynced
          }
        }
        fileSystem.repair()
        fileSystem.crash(seed: seed)
        let found = fileSystem.disk.contents("/d/m")
        #expect(found == new || (!isDurable && found == old))
        #expect(error != nil || isDurable)
        try AtomicFile.write(old, to: "/d/m", on: fileSystem)
        #expect(fileSystem.disk.allFiles == ["/d/m"])
      }
    }
  }

  @Test("Once the write returns, the strictest disk keeps it")
  func durable() throws {
    try AtomicFile.write(new, to: "/d/m", on: fileSystem)
    fileSystem.crash()
    #expect(fileSystem.disk.contents("/d/m") == new)
    #expect(fileSystem.disk.allFiles == ["/d/m"])
  }

  @Test("A failing fsync ends the write: it is not tried again and nothing is renamed")
  func failingSync() {
    fileSystem.add(FaultRule(.error(EIO), on: .sync))
    let error = weirError { try AtomicFile.write(new, to: "/d/m", on: fileSystem) }
    #expect(error?.message.contains("fsync failed") == true)
    #expect(error?.isRetriable == true)
    #expect(fileSystem.calls.filter { $0.kind == .sync }.count == 1)
    #expect(fileSystem.calls.allSatisfy { $0.kind != .rename })
    #expect(fileSystem.disk.contents("/d/m") == old)
    #expect(fileSystem.disk.allFiles == ["/d/m"])
  }

  @Test("A full disk leaves the old contents and no temporary file")
  func fullDisk() {
    fileSystem.add(FaultRule(.partial(2), on: .write))
    let error = weirError { try AtomicFile.write(new, to: "/d/m", on: fileSystem) }
    #expect(error?.message.contains("No space left") == true)
    #expect(fileSystem.disk.contents("/d/m") == old)
    #expect(fileSystem.disk.allFiles == ["/d/m"])
  }

  @Test("What a step throws ends the write there", arguments: AtomicFile.Step.allCases)
  func interruptedSteps(step: AtomicFile.Step) {
    let failpoints = ArmedFailpoints([
      ArmedFailpoint(point: step.manifestFailpoint, action: .throw)
    ])
    let error = weirError {
      try AtomicFile.write(new, to: "/d/m", on: fileSystem) {
        try failpoints.hit($0.manifestFailpoint)
      }
    }
    #expect(error?.code == .failpoint)
    let isRenamed = step == .renamed || step == .directorySynced
    #expect(fileSystem.disk.contents("/d/m") == (isRenamed ? new : old))
  }

  @Test("A file over the limit is refused unread, and short reads are continued")
  func limits() throws {
    try fileSystem.disk.place(Array(repeating: 7, count: 1000), at: "/d/big")
    let error = weirError { _ = try AtomicFile.readAll("/d/big", on: fileSystem, limit: 999) }
    #expect(error?.code == .limit)
    #expect(error?.location.file == "/d/big")
    #expect(fileSystem.calls.allSatisfy { $0.kind != .read })
    fileSystem.add(FaultRule(.partial(3), on: .read, count: 5))
    #expect(
      try AtomicFile.readAll("/d/big", on: fileSystem, limit: 1000)
        == Array(repeating: 7, count: 1000))
    #expect(try AtomicFile.readAll("/d/m", on: fileSystem, limit: 3) == old)
    #expect(weirError { _ = try AtomicFile.readAll("/d/m", on: fileSystem, limit: -1) } != nil)
  }

  @Test("Directories made durably survive a power cut; made plainly they do not")
  func directories() throws {
    try fileSystem.createDirectoryDurably("/x/y/z")
    try fileSystem.createDirectory("/p/q")
    fileSystem.crash()
    #expect(try fileSystem.status("/x/y/z")?.kind == .directory)
    #expect(try fileSystem.status("/p") == nil)
  }
}
