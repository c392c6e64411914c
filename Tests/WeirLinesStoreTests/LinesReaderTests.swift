import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

@Suite struct LinesReaderTests {
  @Test func `Only finished parts are read`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let first = try await store.sealed(0..<3, epoch: 1)
    let writer = try await store.writer(subtask: 1)
    try writer.write(Reading.batch([Reading(9)]))
    try await writer.flush()
    #expect(try store.lines().isEmpty)
    try await applier.apply(first)
    #expect(try store.lines() == lines(0..<3))
  }

  @Test func `Parts come by bucket, epoch, attempt, subtask and sequence`() throws {
    let store = TestStore()
    let marker = try StoreMarker(store.context()).encoded()
    try store.files.disk.place(marker, at: "\(store.directory)/_weir.json")
    let ordered = [
      "part-00000002-a1-s0-0.jsonl", "p_a/part-00000009-a1-s1-0.jsonl",
      "p_a/part-00000010-a1-s2-9.jsonl", "p_a/part-00000010-a1-s2-10.jsonl",
      "p_a/part-00000010-a1-s10-0.jsonl", "p_a/part-00000010-a2-s0-0.jsonl",
      "p_b/part-00000001-a1-s0-0.jsonl",
    ]
    for (index, name) in ordered.enumerated().reversed() {
      try store.files.disk.place(Array("\(index)\n".utf8), at: "\(store.directory)/\(name)")
    }
    let reader = try LinesReader(directory: store.directory + "/", fileSystem: store.files)
    #expect(reader.parts.map { String($0.path.dropFirst(store.directory.count + 1)) } == ordered)
    #expect(try reader.lines() == ordered.indices.map { "\($0)" })
    #expect(try reader.lineCount() == 7)
    #expect(try store.reader(at: 9, []).lines() == ["0", "1", "6"])
  }

  @Test func `A bucket that is removed while the store is listed has nothing to read`() throws {
    let store = TestStore()
    let marker = try StoreMarker(store.context()).encoded()
    try store.files.disk.place(marker, at: "\(store.directory)/_weir.json")
    for name in ["part-00000001-a1-s0-0.jsonl", "p_b/part-00000001-a1-s0-0.jsonl"] {
      try store.files.disk.place(Array("1\n".utf8), at: "\(store.directory)/\(name)")
    }
    try store.files.disk.createDirectory("\(store.directory)/p_a")
    let files = VanishingDirectory(disk: store.files.disk, path: "\(store.directory)/p_a")
    #expect(try LinesReader(directory: store.directory, fileSystem: files).lineCount() == 2)
    #expect(try files.status(files.path) == nil)
  }

  @Test(arguments: [0, 1, 2, 5, 100])
  func `The limit ends the reading`(limit: Int) async throws {
    let store = TestStore()
    let commit = try await store.sealed(0..<5, epoch: 1)
    _ = try await store.recovered([commit])
    let reader = try LinesReader(directory: store.directory, fileSystem: store.files)
    #expect(try reader.lines(limit: limit) == Array(lines(0..<5).prefix(limit)))
  }

  @Test func `Lines of every length are read whole`() throws {
    let store = TestStore()
    let marker = try StoreMarker(store.context()).encoded()
    try store.files.disk.place(marker, at: "\(store.directory)/_weir.json")
    let chunk = 1 << 18
    let lengths = [0, 1, chunk - 1, chunk, chunk + 1, 0, 3 * chunk + 7, 5, 2 * chunk, 1]
    var bytes: [UInt8] = []
    for (index, length) in lengths.enumerated() {
      bytes += [UInt8](repeating: UInt8(ascii: "a") + UInt8(index), count: length) + [0x0A]
    }
    let path = "\(store.directory)/part-00000001-a1-s0-0.jsonl"
    for hasEnd in [true, false] {
      try store.files.disk.place(hasEnd ? bytes : bytes.dropLast(), at: path)
      let reader = try LinesReader(directory: store.directory, fileSystem: store.files)
      let read = try reader.lines()
      #expect(read.map(\.utf8.count) == lengths)
      for (index, line) in read.enumerated() {
        #expect(line.utf8.allSatisfy { $0 == UInt8(ascii: "a") + UInt8(index) })
      }
    }
  }

  @Test func `A directory without a store is an error, not an empty answer`() {
    let files = MemoryFileSystem()
    let error = #expect(throws: WeirError.self) {
      try LinesReader(directory: "/data/none", fileSystem: files)
    }
    #expect(error?.code == .unusableCheckpoint)
    #expect(error?.location.file == "/data/none")
  }
}

/// A directory that somebody removes when it is about to be listed.
private struct VanishingDirectory: FileSystem {
  let disk: MemoryFileSystem
  let path: String

  func list(_ path: String) throws -> [DirectoryEntry] {
    if path == self.path { try disk.removeDirectory(path) }
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
