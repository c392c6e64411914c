import Glibc
import Testing
import WeirCore
import WeirFormats
import WeirStorage

@testable import WeirSources

@Suite struct InputFilesTests {
  @Test("A directory stands for its files in the order of their names")
  func directory() async throws {
    let directory = try TemporaryDirectory()
    try directory.write("2\n", to: "b.txt")
    try directory.write("1\n", to: "a.txt")
    try directory.write("hidden\n", to: ".c.txt")
    try directory.write(gzip("3\n"), to: "c.gz")
    let elsewhere = try TemporaryDirectory()
    try elsewhere.write("4\n", to: "target")
    try #require(symlink(elsewhere.file("target"), directory.file("d.link")) == 0)
    try #require(symlink(elsewhere.path, directory.file("e.link")) == 0)
    try #require(mkdir(directory.file("inner"), 0o700) == 0)
    try directory.write("no\n", to: "inner/x.txt")
    #expect(try await Driver().readAll(textSource(directory.path)) == ["1", "2", "3", "4"])
  }

  @Test("Files and directories can be listed together; a file named twice is read once")
  func several() async throws {
    let directory = try TemporaryDirectory()
    let first = try directory.write("1\n", to: "a.txt")
    try directory.write("2\n", to: "b.txt")
    let source = FileSource(paths: [first, directory.path], format: .text)
    #expect(try await Driver().readAll(source) == ["1", "2"])
  }

  @Test("A path where nothing is is refused when splits are discovered, with its name")
  func missing() async throws {
    let error = try await #require(throws: WeirError.self) {
      _ = try await textSource("/nowhere/at/all.txt").discoverSplits(Driver().context)
    }
    #expect(error.code == .inputOutput)
    #expect(error.location.file == "/nowhere/at/all.txt")
    #expect(error.message.contains("no such file"))
    #expect(!error.isRetriable)
  }

  @Test("A pipe is refused and not waited for")
  func pipe() async throws {
    let directory = try TemporaryDirectory()
    try #require(mkfifo(directory.file("pipe"), 0o600) == 0)
    await #expect(throws: WeirError.self) {
      _ = try await textSource(directory.file("pipe")).discoverSplits(Driver().context)
    }
  }

  @Test("Restoring a position in a changed or shorter file is refused with file and reason")
  func changed() async throws {
    let directory = try TemporaryDirectory()
    let lines = (0..<1000).map { "line number \($0)\n" }.joined()
    let path = try directory.write(lines, to: "lines.txt")
    let driver = Driver()
    let source = textSource(path)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let changes: [(String, String)] = [
      (String(lines.dropLast(1)), "bytes"), ("L" + lines.dropFirst(), "first bytes"),
      (String(lines.dropLast(2)) + "x\n", "contents"), ("", "bytes"),
    ]
    for (text, reason) in changes {
      try directory.write(text, to: "lines.txt")
      let error = try await #require(throws: WeirError.self) {
        _ = try await source.makeReader(for: restored(split), driver.context)
      }
      #expect(error.code == .unusableCheckpoint)
      #expect(error.location.file == path)
      #expect(error.message.contains(reason))
    }
    try directory.write(lines + "one more\n", to: "lines.txt")
    #expect(try await driver.readAll(source, from: restored(split)).count == 1000)
  }

  @Test("A gzip file that grew is refused, because its content is another one")
  func grownGzip() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(gzip("a\n"), to: "lines.gz")
    let source = textSource(path)
    let driver = Driver()
    let split = try #require(try await source.discoverSplits(driver.context).first)
    try directory.write(gzip("a\n") + gzip("b\n"), to: "lines.gz")
    await #expect(throws: WeirError.self) {
      _ = try await source.makeReader(for: split, driver.context)
    }
  }

  @Test("A stored split that makes no sense is refused")
  func nonsense() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a\nb\n", to: "lines.txt")
    let source = textSource(path)
    let driver = Driver()
    let split = try #require(try await source.discoverSplits(driver.context).first)
    for (start, position) in [(Int64(0), Int64(-1)), (2, 1), (-5, -5)] {
      var damaged = split
      damaged.start = start
      damaged.position = position
      await #expect(throws: WeirError.self, "\(start) \(position)") {
        _ = try await source.makeReader(for: damaged, driver.context)
      }
    }
    var damaged = split
    damaged.identity.byteCount = -1
    await #expect(throws: WeirError.self) {
      _ = try await source.makeReader(for: damaged, driver.context)
    }
  }

  @Test("Options that cannot work are the source's problem")
  func problems() {
    #expect(FileSource(paths: [], format: .text).problem != nil)
    #expect(FileSource("", format: .text).problem != nil)
    #expect(FileSource("x", format: .text, splitByteCount: 0).problem != nil)
    #expect(FileSource("x", format: .text, maxLineByteCount: 0).problem != nil)
    #expect(FileSource("x", format: .text).problem == nil)
    #expect(TextFileSource("x").isBounded)
    #expect(TextFileSource("x").isReplayable)
  }
}
