import Glibc
import Testing
import WeirCore
import WeirTestKit
import WeirFormats
import WeirStorage

@testable import WeirSources

@Suite struct DirectorySourceTests {
  /// A clock that stands well behind the time at which the test writes its files.
  static func clock(secondsAhead: Int) -> ManualClock {
    ManualClock(now: ProcessingTime(milliseconds: Int64(Glibc.time(nil) + secondsAhead) * 1000))
  }

  @Test("A following source finds files that came later, and each under one id")
  func discovers() async throws {
    let directory = try TemporaryDirectory()
    try directory.write("1\n", to: "a.txt")
    let driver = Driver(clock: Self.clock(secondsAhead: 10))
    let source = DirectorySource(directory.path, format: .text, following: true)
    #expect(!source.isBounded)
    #expect(source.discoveryInterval == .seconds(1))
    let first = try await source.discoverSplits(driver.context)
    #expect(first.map(\.path) == [directory.file("a.txt")])
    try directory.write("2\n", to: "b.txt")
    let second = try await source.discoverSplits(driver.context)
    #expect(second.map(\.path) == [directory.file("a.txt"), directory.file("b.txt")])
    #expect(second[0].id == first[0].id)
    #expect(try await driver.readAll(source, from: second[1]) == ["2"])
  }

  @Test("A file is left alone until nothing was written to it for the settle time")
  func settles() async throws {
    let directory = try TemporaryDirectory()
    try directory.write("1\n", to: "a.txt")
    let source = DirectorySource(
      directory.path, format: .text, following: true, settleTime: .seconds(5))
    let early = Driver(clock: Self.clock(secondsAhead: 2))
    #expect(try await source.discoverSplits(early.context).isEmpty)
    let late = Driver(clock: Self.clock(secondsAhead: 30))
    #expect(try await source.discoverSplits(late.context).count == 1)
  }

  @Test("A file that grew after it was taken up fails the job instead of losing lines")
  func growth() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("1\n", to: "a.txt")
    let driver = Driver(clock: Self.clock(secondsAhead: 10))
    let source = DirectorySource(directory.path, format: .text, following: true)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    try directory.append("2\n", to: "a.txt")
    let error = try await #require(throws: WeirError.self) {
      _ = try await driver.readAll(source, from: split)
    }
    #expect(error.location.file == path)
    #expect(error.message.contains("complete"))
  }

  @Test("A file is read whole and under one id, however large, and not looked into again")
  func takenOnce() async throws {
    let disk = MemoryFileSystem()
    try disk.place(Array("1\n22\n333\n".utf8), at: "/in/a.txt")
    let faulty = FaultyFileSystem(disk: disk)
    let now = ProcessingTime(milliseconds: 4_000_000_000_000)
    let driver = Driver(clock: ManualClock(now: now), fileSystem: faulty)
    let source = DirectorySource("/in", format: .text, following: true, splitByteCount: 2)
    let first = try await source.discoverSplits(driver.context)
    #expect(first.map(\.id) == ["/in/a.txt#0"])
    #expect(try await driver.readAll(source, from: first[0]) == ["1", "22", "333"])
    faulty.forgetCalls()
    #expect(try await source.discoverSplits(driver.context).map(\.id) == ["/in/a.txt#0"])
    #expect(!faulty.calls.contains { $0.kind == .open })
  }

  @Test("A file may be removed once it is read")
  func removed() async throws {
    let directory = try TemporaryDirectory()
    try directory.write("1\n", to: "a.txt")
    let driver = Driver(clock: Self.clock(secondsAhead: 10))
    let source = DirectorySource(directory.path, format: .text, following: true)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let reader = try await source.makeReader(for: split, driver.context)
    #expect(try await driver.readOnce(reader, limit: 1).0 == ["1"])
    try directory.remove("a.txt")
    #expect(try await driver.readOnce(reader, limit: 1).1 == .end)
    await reader.close()
    #expect(try await source.discoverSplits(driver.context).isEmpty)
  }

  @Test("Without following, a directory is read once, whatever the clock says")
  func bounded() async throws {
    let directory = try TemporaryDirectory()
    try directory.write("1\n", to: "a.txt")
    try directory.write("2\n", to: "b.txt")
    let source = DirectorySource(directory.path, format: .text)
    #expect(source.isBounded)
    #expect(source.discoveryInterval == nil)
    #expect(try await Driver().readAll(source) == ["1", "2"])
  }

  @Test("A directory that is not there is refused by name; options that cannot work are a problem")
  func problems() async throws {
    let error = try await #require(throws: WeirError.self) {
      _ = try await DirectorySource("/nowhere/in", format: .text, following: true)
        .discoverSplits(Driver().context)
    }
    #expect(error.location.file == "/nowhere/in")
    #expect(DirectorySource("", format: .text).problem != nil)
    #expect(DirectorySource("x", format: .text, discoveryInterval: .zero).problem != nil)
    #expect(DirectorySource("x", format: .text, settleTime: .seconds(-1)).problem != nil)
  }
}
