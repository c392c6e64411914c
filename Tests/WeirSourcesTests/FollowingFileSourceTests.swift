import Glibc
import Testing
import WeirCore
import WeirFormats

@testable import WeirSources

@Suite struct FollowingFileSourceTests {
  let directory: TemporaryDirectory
  let driver = Driver()

  init() throws { directory = try TemporaryDirectory() }

  func source(_ name: String = "app.log") -> FollowingFileSource<String> {
    FollowingFileSource(directory.file(name), format: .text, rotationGrace: .seconds(1))
  }

  func reader(_ split: FollowedSplit? = nil) async throws -> FollowingReader<String> {
    let source = source()
    let found = try await source.discoverSplits(driver.context)
    let split = try #require(split ?? found.first)
    return try await source.makeReader(for: restored(split), driver.context)
  }

  @Test("A half-written last line waits for its line feed, and the reader asks again")
  func halfLine() async throws {
    try directory.write("one\ntw", to: "app.log")
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == ["one"])
    let (none, outcome) = try await driver.readOnce(reader)
    #expect(none.isEmpty)
    #expect(outcome == .idle(retryAfter: .milliseconds(50)))
    #expect(reader.split.position == 4)
    try directory.append("o\nthree\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == ["two", "three"])
    #expect(reader.split.position == 14)
    #expect(reader.split.lineCount == 3)
    await reader.close()
  }

  @Test("A name that does not exist yet is waited for")
  func notThereYet() async throws {
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == [])
    try directory.write("first\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == ["first"])
    await reader.close()
  }

  @Test("After a rotation the old file is finished first, late lines included, then the new one")
  func rotation() async throws {
    try directory.write("1\n2\n", to: "app.log")
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == ["1", "2"])
    try directory.append("3\n", to: "app.log")
    try directory.rename("app.log", to: "app.log.1")
    try directory.write("5\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == ["3"])
    // Who writes still holds the old file open.
    try directory.append("4", to: "app.log.1")
    #expect(try await driver.readUntilIdle(reader) == [])
    driver.clock.advance(by: .seconds(2))
    #expect(try await driver.readUntilIdle(reader) == ["4", "5"])
    #expect(reader.split.position == 2)
    #expect(driver.deadLetters.takeAll().isEmpty)
    await reader.close()
  }

  @Test("A renamed file is followed until another one has its name")
  func renamedWithoutSuccessor() async throws {
    try directory.write("1\n", to: "app.log")
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == ["1"])
    try directory.rename("app.log", to: "app.log.1")
    driver.clock.advance(by: .seconds(100))
    try directory.append("2\n", to: "app.log.1")
    #expect(try await driver.readUntilIdle(reader) == ["2"])
    await reader.close()
  }

  @Test("A truncated file is read from its start again, and a dead letter says so")
  func truncation() async throws {
    try directory.write("1\n2\nhalf", to: "app.log")
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == ["1", "2"])
    try directory.write("3\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == ["3"])
    #expect(reader.split.position == 2)
    let letters = driver.deadLetters.takeAll()
    #expect(letters.count == 1)
    #expect(letters.first?.reason.contains("truncated") == true)
    #expect(letters.first?.payload == "half")
    #expect(letters.first?.byteOffset == 4)
    #expect(letters.first?.line == 3)
    await reader.close()
  }

  @Test("A file that was truncated and is longer again is recognised by its first bytes")
  func truncatedAndLonger() async throws {
    try directory.write("1\n2\n", to: "app.log")
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == ["1", "2"])
    try directory.write("3\n4\n5\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == ["3", "4", "5"])
    #expect(driver.deadLetters.takeAll().count == 1)
    await reader.close()
  }

  @Test("Every position restores: the lines of both files come once, whenever the job is stopped")
  func restoreAnywhere() async throws {
    try directory.write((0..<20).map { "old \($0)\n" }.joined(), to: "app.log")
    var split: FollowedSplit?
    var read: [String] = []
    for step in 0..<60 {
      let reader = try await reader(split)
      if step == 7 {
        try directory.rename("app.log", to: "app.log.1")
        try directory.write((0..<20).map { "new \($0)\n" }.joined(), to: "app.log")
      }
      let (lines, outcome) = try await driver.readOnce(reader, limit: 1)
      read += lines
      if case .idle = outcome {
        // The grace time passes within one life of the reader only.
        driver.clock.advance(by: .seconds(2))
        read += try await driver.readOnce(reader, limit: 1).0
      }
      split = reader.split
      await reader.close()
    }
    #expect(read == (0..<20).map { "old \($0)" } + (0..<20).map { "new \($0)" })
  }

  @Test("Restored after truncation, the file is read from its start, and a dead letter says so")
  func truncatedWhileDown() async throws {
    try directory.write("1\n2\n", to: "app.log")
    let first = try await reader()
    #expect(try await driver.readUntilIdle(first) == ["1", "2"])
    await first.close()
    try directory.write("3\n", to: "app.log")
    let second = try await reader(first.split)
    #expect(try await driver.readUntilIdle(second) == ["3"])
    #expect(driver.deadLetters.takeAll().count == 1)
    await second.close()
  }

  @Test("A file that is gone with unread lines is an error that names it")
  func gone() async throws {
    try directory.write("1\n2\n", to: "app.log")
    let first = try await reader()
    _ = try await driver.readOnce(first, limit: 1)
    await first.close()
    try directory.write("kept so that the inode is not used again\n", to: "other")
    try directory.rename("other", to: "app.log")
    let second = try await reader(first.split)
    let error = try await #require(throws: WeirError.self) {
      _ = try await driver.readUntilIdle(second)
    }
    #expect(error.code == .unusableCheckpoint)
    #expect(error.location.file == directory.file("app.log"))
    #expect(error.location.byteOffset == 2)
    await second.close()
  }

  @Test("A link is followed to the file that it names, and rotates when it names another one")
  func link() async throws {
    try directory.write("1\n", to: "a")
    try directory.write("2\n", to: "b")
    try #require(symlink(directory.file("a"), directory.file("app.log")) == 0)
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == ["1"])
    try directory.remove("app.log")
    #expect(try await driver.readUntilIdle(reader) == [])
    try #require(symlink(directory.file("b"), directory.file("app.log")) == 0)
    #expect(try await driver.readUntilIdle(reader) == [])
    driver.clock.advance(by: .seconds(1))
    #expect(try await driver.readUntilIdle(reader) == ["2"])
    await reader.close()
  }

  @Test("Each file has its own header, which is waited for")
  func header() async throws {
    try directory.write("name,va", to: "app.log")
    let source = FollowingFileSource<Reading>(
      directory.file("app.log"), format: .csv(), rotationGrace: .zero)
    let split = FollowedSplit(path: directory.file("app.log"))
    let reader = try await source.makeReader(for: split, driver.context)
    #expect(try await driver.readUntilIdle(reader) == [])
    try directory.append("lue\na,1\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == [Reading(name: "a", value: 1)])
    try directory.rename("app.log", to: "app.log.1")
    try directory.write("value,name\n2,b\n", to: "app.log")
    #expect(try await driver.readUntilIdle(reader) == [Reading(name: "b", value: 2)])
    await reader.close()
    let resumed = try await source.makeReader(for: restored(reader.split), driver.context)
    try directory.append("3,c\n", to: "app.log")
    #expect(try await driver.readUntilIdle(resumed) == [Reading(name: "c", value: 3)])
    await resumed.close()
  }

  @Test("Many chunks that come while the file is read are all read")
  func manyChunks() async throws {
    let lines = (0..<60_000).map { "line number \($0)" }
    try directory.write(lines.joined(separator: "\n") + "\n", to: "app.log")
    let reader = try await reader()
    #expect(try await driver.readUntilIdle(reader) == lines)
    await reader.close()
  }

  @Test("Directories, compressed files and empty paths are refused")
  func problems() async throws {
    #expect(source("app.log.gz").problem != nil)
    #expect(FollowingFileSource("", format: .text).problem != nil)
    #expect(FollowingFileSource("x", format: .text, pollInterval: .zero).problem != nil)
    #expect(source().problem == nil)
    #expect(!source().isBounded)
    try #require(mkdir(directory.file("app.log"), 0o700) == 0)
    let reader = try await reader()
    await #expect(throws: WeirError.self) { _ = try await driver.readUntilIdle(reader) }
    await reader.close()
  }
}
