import Glibc
import Testing
import WeirCore

@testable import WeirStorage

struct PosixFileSystemNamesTests {
  let fileSystem = PosixFileSystem()
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("A rename replaces only when it may")
  func rename() throws {
    let (old, new) = (directory.file("old"), directory.file("new"))
    try fileSystem.put("1", at: old)
    try fileSystem.put("2", at: new)
    let refused = weirError { try fileSystem.rename(old, to: new, replacing: false) }
    #expect(refused?.message.contains("rename to \(new) failed: File exists") == true)
    #expect(refused?.location.file == old)
    #expect(try fileSystem.text(old) == "1")
    #expect(try fileSystem.text(new) == "2")
    try fileSystem.rename(old, to: new, replacing: true)
    #expect(try fileSystem.text(new) == "1")
    #expect(try fileSystem.status(old) == nil)
    try fileSystem.rename(new, to: old, replacing: false)
    #expect(try fileSystem.text(old) == "1")
  }

  @Test(
    "The ways without RENAME_NOREPLACE never replace either",
    arguments: [
      PosixFileSystem.linkThenUnlink, PosixFileSystem.lookThenRename,
    ])
  func fallbacks(way: @Sendable (String, String) -> Int32) throws {
    let (old, new) = (directory.file("old"), directory.file("new"))
    try fileSystem.put("1", at: old)
    try fileSystem.put("2", at: new)
    #expect(way(old, new) == EEXIST)
    #expect(try fileSystem.text(old) == "1")
    #expect(try fileSystem.text(new) == "2")
    try fileSystem.removeFile(new)
    #expect(way(old, new) == 0)
    #expect(try fileSystem.text(new) == "1")
    #expect(try fileSystem.status(old) == nil)
    #expect(way(old, new) != 0)
  }

  @Test("Entries come in the order of their names' bytes, with their kinds")
  func list() throws {
    for name in ["b", "a", "B", "caf\u{e9}", "cafe\u{301}", "~", "10", "9"] {
      try fileSystem.put("", at: directory.file(name))
    }
    try fileSystem.createDirectory(directory.file("d"))
    #expect(symlink("a", directory.file("l")) == 0)
    let entries = try fileSystem.list(directory.path)
    #expect(
      entries.map { Array($0.name.utf8) }
        == ["10", "9", "B", "a", "b", "cafe\u{301}", "caf\u{e9}", "d", "l", "~"]
        .map { Array($0.utf8) })
    #expect(entries.first { $0.name == "d" }?.kind == .directory)
    #expect(entries.first { $0.name == "l" }?.kind == .link)
    #expect(entries.first { $0.name == "a" }?.kind == .file)
  }

  @Test("A long name is listed whole")
  func longNames() throws {
    let name = String(repeating: "n", count: 255)
    try fileSystem.put("", at: directory.file(name))
    #expect(try fileSystem.list(directory.path).map(\.name) == [name])
  }

  @Test("A name that is not UTF-8 is an error, not a name that cannot be opened")
  func foreignName() throws {
    let path: [CChar] = directory.file("x").utf8CString.dropLast() + [-1, 0]
    #expect(close(open(path, O_CREAT | O_WRONLY, 0o600)) == 0)
    let error = weirError { _ = try fileSystem.list(directory.path) }
    #expect(error?.message.contains("UTF-8") == true)
    #expect(unlink(path) == 0)
  }

  @Test("Directories are made with those above them, private, and once more without harm")
  func directories() throws {
    let path = directory.file("a/b/c")
    try fileSystem.createDirectory(path)
    try fileSystem.createDirectory(path)
    try fileSystem.createDirectoryDurably(path + "/d/e")
    try fileSystem.createDirectoryDurably(path + "/d/e")
    for name in ["a", "a/b", "a/b/c", "a/b/c/d/e"] {
      let status = try #require(try fileSystem.status(directory.file(name)))
      #expect(status.kind == .directory)
      #expect(status.permissions == 0o700)
    }
    try fileSystem.syncDirectory(path)
    #expect(weirError { try fileSystem.removeDirectory(directory.file("a")) } != nil)
    try fileSystem.removeDirectory(path + "/d/e")
    #expect(try fileSystem.status(path + "/d/e") == nil)
  }

  @Test("A file where a directory should be is an error")
  func fileInTheWay() throws {
    try fileSystem.put("x", at: directory.file("f"))
    #expect(weirError { try fileSystem.createDirectory(directory.file("f")) } != nil)
    #expect(weirError { try fileSystem.createDirectory(directory.file("f/d")) } != nil)
    #expect(weirError { _ = try fileSystem.list(directory.file("f")) } != nil)
    #expect(weirError { try fileSystem.syncDirectory(directory.file("f")) } != nil)
    #expect(try fileSystem.status(directory.file("f/x")) == nil)
  }

  @Test("The same file has the same identity under another name")
  func identity() throws {
    try fileSystem.put("x", at: directory.file("a"))
    let before = try #require(try fileSystem.status(directory.file("a")))
    try fileSystem.rename(directory.file("a"), to: directory.file("b"), replacing: false)
    try fileSystem.put("x", at: directory.file("a"))
    let moved = try #require(try fileSystem.status(directory.file("b")))
    let new = try #require(try fileSystem.status(directory.file("a")))
    #expect((moved.device, moved.inode) == (before.device, before.inode))
    #expect(new.inode != before.inode)
  }
}
