import Testing
import WeirCore

@testable import WeirTestKit

struct MemoryFileSystemTests {
  let disk = MemoryFileSystem()

  @Test("A power cut keeps synced bytes under synced names, and nothing else")
  func strictest() throws {
    try disk.createDirectory("/d")
    try disk.syncDirectory("/")
    for (name, isFileSynced, isNameSynced) in [
      ("both", true, true), ("bytes", true, false), ("name", false, true), ("none", false, false),
    ] {
      let file = try disk.open("/d/\(name)", .createNew)
      try file.write("x")
      if isFileSynced { try file.sync() }
      if isNameSynced { try disk.syncDirectory("/d") }
    }
    try disk.removeFile("/d/both")
    disk.crash()
    #expect(disk.text("/d/both") == "x")
    // A directory's sync covers all its names, also the one that came before.
    #expect(disk.text("/d/bytes") == "x")
    #expect(disk.text("/d/name") == "")
    #expect(disk.text("/d/none") == nil)
  }

  @Test("Overwritten and appended bytes go back to the last sync")
  func overwrites() throws {
    try disk.place(Array("hello".utf8), at: "/f")
    let file = try disk.open("/f", .update)
    try file.write("J")
    try file.write("!", at: 5)
    #expect(disk.text("/f") == "Jello!")
    disk.crash()
    #expect(disk.text("/f") == "hello")
  }

  @Test("A rename without a sync of the directory is undone by a power cut")
  func renames() throws {
    try disk.place([1], at: "/d/a")
    try disk.place([2], at: "/d/b")
    try disk.rename("/d/a", to: "/d/b", replacing: true)
    disk.crash()
    #expect(disk.contents("/d/a") == [1])
    #expect(disk.contents("/d/b") == [2])
    try disk.rename("/d/a", to: "/d/b", replacing: true)
    try disk.syncDirectory("/d")
    disk.crash()
    #expect(disk.contents("/d/a") == nil)
    #expect(disk.contents("/d/b") == [1])
  }

  @Test(
    "A rename between directories is durable as a whole, with either directory",
    arguments: [
      "/a", "/b",
    ])
  func renameAcross(synced: String) throws {
    try disk.place([1], at: "/a/f")
    try disk.createDirectory("/b")
    try disk.syncDirectory("/")
    try disk.rename("/a/f", to: "/b/g", replacing: false)
    try disk.syncDirectory(synced)
    disk.crash()
    #expect(disk.allFiles == ["/b/g"])
  }

  @Test("Names keep their order: a later change never becomes durable without an earlier one")
  func changeOrder() throws {
    try disk.place([1], at: "/a/f")
    try disk.createDirectory("/b")
    try disk.syncDirectory("/")
    let file = try disk.open("/b/g", .createNew)
    try file.write("2")
    try disk.rename("/a/f", to: "/b/g", replacing: true)
    try disk.syncDirectory("/a")
    try disk.syncDirectory("/b")
    disk.crash()
    #expect(disk.contents("/b/g") == [1])
  }

  @Test("A file in a directory whose own name was not synced is lost with it")
  func lostDirectory() throws {
    try disk.createDirectory("/d")
    let file = try disk.open("/d/f", .createNew)
    try file.write("x")
    try file.sync()
    try disk.syncDirectory("/d")
    disk.crash()
    #expect(disk.allFiles.isEmpty)
  }

  @Test("Open files are unusable after a power cut and after the process is killed")
  func staleFiles() throws {
    try disk.place([1], at: "/f")
    let file = try disk.open("/f", .update)
    disk.killProcess()
    #expect(throws: WeirError.self) { try file.write("x") }
    let next = try disk.open("/f", .update)
    try next.write("y")
    disk.killProcess()
    #expect(disk.text("/f") == "y")
    disk.crash()
    #expect(disk.contents("/f") == [1])
    #expect(throws: WeirError.self) { try next.sync() }
  }

  @Test("After a seeded power cut each file is whole where it was synced, else torn by sectors")
  func tornFiles() throws {
    var outcomes: Set<String> = []
    for seed in 0..<200 as Range<UInt64> {
      let disk = MemoryFileSystem()
      try disk.place([UInt8](repeating: 1, count: 2_000), at: "/f")
      let file = try disk.open("/f", .update)
      try [UInt8](repeating: 2, count: 2_500).withUnsafeBytes { try file.write($0, at: 0) }
      disk.crash(seed: seed)
      let bytes = try #require(disk.contents("/f"))
      #expect(bytes.count <= 2_500)
      for sector in stride(from: 0, to: bytes.count, by: 512) {
        let part = bytes[sector..<min(sector + 512, bytes.count)]
        #expect(Set(part).subtracting([0]).count <= 1)
      }
      outcomes.insert("\(Set(bytes)) \(bytes.count == 2_000)")
    }
    #expect(outcomes.count > 4)
  }

  @Test("The same seed leaves the same disk")
  func repeatable() throws {
    func run(_ seed: UInt64) throws -> [[UInt8]?] {
      let disk = MemoryFileSystem()
      for number in 0..<10 {
        let file = try disk.open("/f\(number)", .createNew)
        try [UInt8](repeating: UInt8(number), count: 1_000).withUnsafeBytes {
          try file.write($0, at: 0)
        }
      }
      disk.crash(seed: seed)
      return (0..<10).map { disk.contents("/f\($0)") }
    }
    #expect(try run(1) == run(1))
    #expect(Set(try (0..<20).map { try run($0).compactMap { $0 }.count }).count > 3)
  }

  @Test("It keeps to the contract: existing, missing and misplaced names are errors")
  func contract() throws {
    try disk.place([1], at: "/d/f")
    #expect(throws: WeirError.self) { _ = try disk.open("/d/f", .createNew) }
    #expect(throws: WeirError.self) { _ = try disk.open("/d/x", .read) }
    #expect(throws: WeirError.self) { _ = try disk.open("/d", .update) }
    #expect(throws: WeirError.self) { _ = try disk.open("/x/f", .createNew) }
    #expect(throws: WeirError.self) { try disk.createDirectory("/d/f") }
    #expect(throws: WeirError.self) { try disk.removeDirectory("/d") }
    #expect(throws: WeirError.self) { try disk.removeFile("/d") }
    #expect(throws: WeirError.self) { try disk.removeFile("/d/x") }
    #expect(throws: WeirError.self) { _ = try disk.list("/d/f") }
    #expect(throws: WeirError.self) { try disk.rename("/d/f", to: "/d/f", replacing: false) }
    #expect(throws: WeirError.self) { try disk.rename("/d", to: "/d/e", replacing: false) }
    #expect(throws: WeirError.self) { _ = try disk.open("/d/../d/f", .read) }
    #expect(try disk.status("/d/f")?.byteCount == 1)
    #expect(try disk.status("/d/f/x") == nil)
    #expect(try disk.list("/d").map(\.name) == ["f"])
  }

  @Test("Names are bytes: two that only look the same are two files")
  func names() throws {
    for name in ["cafe\u{301}", "caf\u{e9}"] { _ = try disk.open("/" + name, .createNew) }
    #expect(try disk.list("/").map { $0.name.utf8.count } == [6, 5])
  }

  @Test("Changes in a directory that is durably gone are forgotten, others are not")
  func removedDirectory() throws {
    var disk = MemoryDisk()
    for round in UInt8(0)..<50 {
      let place = MemoryDisk.Place(directory: MemoryDisk.root, name: [round], node: nil)
      let directory = disk.create(isDirectory: true, at: place)
      _ = disk.create(
        isDirectory: false, at: MemoryDisk.Place(directory: directory, name: [1], node: nil))
      disk.apply(MemoryDisk.Change(edits: [(directory, [1], nil)]))
      disk.apply(MemoryDisk.Change(edits: [(MemoryDisk.root, [round], nil)]))
      #expect(disk.pending.count == 4)
      disk.syncDirectory(MemoryDisk.root)
      #expect(disk.pending.isEmpty)
    }
    let place = MemoryDisk.Place(directory: MemoryDisk.root, name: [0], node: nil)
    let directory = disk.create(isDirectory: true, at: place)
    _ = disk.create(
      isDirectory: false, at: MemoryDisk.Place(directory: directory, name: [1], node: nil))
    disk.syncDirectory(MemoryDisk.root)
    #expect(disk.pending.count == 1)
  }

  @Test("A file stays usable after its name is gone")
  func unlinked() throws {
    let file = try disk.open("/f", .update)
    try file.write("x")
    try disk.removeFile("/f")
    var byte: UInt8 = 0
    #expect(try withUnsafeMutableBytes(of: &byte) { try file.read(into: $0, at: 0) } == 1)
    #expect(byte == UInt8(ascii: "x"))
  }
}

extension File {
  func write(_ text: String, at offset: UInt64 = 0) throws {
    try Array(text.utf8).withUnsafeBytes { try write($0, at: offset) }
  }
}

extension MemoryFileSystem {
  func text(_ path: String) -> String? {
    contents(path).map { String(decoding: $0, as: UTF8.self) }
  }
}
