import Glibc
import Testing
import WeirCore
import WeirFormats

@testable import WeirSources

@Suite struct StandardInputSourceTests {
  /// A pipe in the place of standard input.
  struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(Glibc.pipe(&ends) == 0)
      reading = ends[0]
      writing = ends[1]
    }

    func write(_ text: String) throws { try writeAll(Array(text.utf8), to: writing) }
  }

  func source<Element>(
    _ pipe: Pipe, _ format: LineFormat<Element>, malformed: MalformedPolicy = .fail
  ) -> StandardInputSource<Element> {
    StandardInputSource(
      LineOptions(format: format, malformed: malformed, maxLineByteCount: 100),
      descriptor: pipe.reading)
  }

  @Test("Lines are read as they come; the reader is woken, and ends with the pipe")
  func lines() async throws {
    let pipe = try Pipe()
    let driver = Driver(inline: false)
    let reader = try await source(pipe, .text).makeReader(
      for: StandardInputSplit(), driver.context)
    var seen = driver.wakes.count
    #expect(try await driver.readOnce(reader).1 == .idle(retryAfter: nil))
    try pipe.write("one\ntw")
    await driver.wakes.wait(beyond: seen)
    seen = driver.wakes.count
    #expect(try await driver.readUntilIdle(reader) == ["one"])
    try pipe.write("o\nthree")
    close(pipe.writing)
    #expect(try await driver.readAll(reader) == ["two", "three"])
    #expect(reader.split.lineCount == 3)
    #expect(reader.split.position == 13)
    await reader.close()
    close(pipe.reading)
  }

  @Test("The first line may be a header; malformed lines are handled as in files")
  func header() async throws {
    let pipe = try Pipe()
    try pipe.write("value,name,note\r\n1,a,\nx,b,\n3,c,")
    close(pipe.writing)
    let driver = Driver(inline: false)
    let reader = try await source(pipe, LineFormat<Reading>.csv(), malformed: .deadLetter)
      .makeReader(for: StandardInputSplit(), driver.context)
    #expect(
      try await driver.readAll(reader) == [
        Reading(name: "a", value: 1), Reading(name: "c", value: 3),
      ])
    let letter = try #require(driver.deadLetters.takeAll().first)
    #expect(letter.file == "standard input")
    #expect(letter.line == 3)
    await reader.close()
    close(pipe.reading)
  }

  @Test("A reader that is closed leaves what comes later to the next one")
  func closed() async throws {
    let pipe = try Pipe()
    let driver = Driver(inline: false)
    let first = try await source(pipe, .text).makeReader(
      for: StandardInputSplit(), driver.context)
    _ = try await driver.readOnce(first)
    await first.close()
    try pipe.write("later\n")
    close(pipe.writing)
    let second = try await source(pipe, .text).makeReader(for: first.split, driver.context)
    #expect(try await driver.readAll(second) == ["later"])
    await second.close()
    close(pipe.reading)
  }

  @Test("It says that it cannot replay")
  func notReplayable() throws {
    let source = StandardInputSource(format: LineFormat<String>.text)
    #expect(!source.isReplayable)
    #expect(source.isBounded)
    #expect(source.descriptor == 0)
  }
}
