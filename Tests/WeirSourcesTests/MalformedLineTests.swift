import Testing
import WeirCore
import WeirFormats

@testable import WeirSources

@Suite struct MalformedLineTests {
  static let json = """
    {"name":"a","value":1}
    {"name":"b","value":
    nonsense

    {"name":"c","value":3}
    """
  static let good = [Reading(name: "a", value: 1), Reading(name: "c", value: 3)]

  @Test("Failing names the file, the line, the byte and the reason")
  func fail() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.json, to: "readings.jsonl")
    let error = try await #require(throws: WeirError.self) {
      _ = try await Driver().readAll(JSONLinesSource(path, of: Reading.self))
    }
    #expect(error.code == .malformedInput)
    #expect(error.location.file == path)
    #expect(error.location.line == 2)
    #expect(error.location.byteOffset == 23)
    #expect(!error.isRetriable)
    #expect(error.message.contains("skip or dead-letter"))
  }

  @Test("Behind the first split the byte is named but no line")
  func failInLaterSplit() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.json, to: "readings.jsonl")
    let source = JSONLinesSource(path, of: Reading.self, splitByteCount: 10)
    let driver = Driver()
    let splits = try await source.discoverSplits(driver.context)
    let split = try #require(splits.first { $0.start == 20 })
    let error = try await #require(throws: WeirError.self) {
      _ = try await driver.readAll(source, from: split)
    }
    #expect(error.location.line == nil)
    #expect(error.location.byteOffset == 23)
  }

  @Test("Skipping counts and goes on")
  func skip() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.json, to: "readings.jsonl")
    let driver = Driver()
    let source = JSONLinesSource(path, of: Reading.self, malformed: .skip)
    #expect(try await driver.readAll(source) == Self.good)
    #expect(driver.deadLetters.skippedCount == 2)
    #expect(driver.deadLetters.takeAll().isEmpty)
  }

  @Test("A dead letter holds payload, reason and place, wherever reading was resumed")
  func deadLetter() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.json, to: "readings.jsonl")
    let driver = Driver()
    let source = JSONLinesSource(path, of: Reading.self, malformed: .deadLetter)
    var split = try #require(try await source.discoverSplits(driver.context).first)
    var read: [Reading] = []
    var isEnded = false
    while !isEnded {
      let reader = try await source.makeReader(for: restored(split), driver.context)
      let (records, outcome) = try await driver.readOnce(reader, limit: 1)
      read += records
      split = reader.split
      isEnded = outcome == .end
      await reader.close()
    }
    #expect(read == Self.good)
    let letters = driver.deadLetters.takeAll()
    #expect(letters.map(\.payload) == [#"{"name":"b","value":"#, "nonsense"])
    #expect(letters.map(\.line) == [2, 3])
    #expect(letters.map(\.byteOffset) == [23, 44])
    #expect(letters.allSatisfy { $0.file == path && $0.operatorID == "source" })
    #expect(letters.allSatisfy { !$0.reason.isEmpty })
    #expect(driver.deadLetters.skippedCount == 0)
  }

  @Test("A read ends after 1,024 refused lines, so that barriers can pass")
  func refusedLinesEndARead() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(String(repeating: "x\n", count: 200_000), to: "bad.jsonl")
    let driver = Driver()
    let source = JSONLinesSource(path, of: Reading.self, malformed: .deadLetter)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let reader = try await source.makeReader(for: split, driver.context)
    let (records, outcome) = try await driver.readOnce(reader)
    #expect(records.isEmpty)
    #expect(outcome == .more)
    let first = driver.deadLetters.takeAll().count
    #expect(first >= 1024 && first < 50_000)
    _ = try await driver.readAll(reader)
    #expect(first + driver.deadLetters.takeAll().count == 200_000)
    await reader.close()
  }

  @Test("Lines that are too long are refused alike for every split size and chunk size")
  func longLines() async throws {
    let directory = try TemporaryDirectory()
    let limit = 10
    let lengths = [3, 11, 10, 40, 0, 12, 10, 9, 100, 11, 11, 1, 30]
    let lines = lengths.enumerated().map { index, length in
      String(repeating: Character(UnicodeScalar(UInt8(97 + index))), count: length)
    }
    for text in [lines.joined(separator: "\n"), lines.joined(separator: "\n") + "\n"] {
      let path = try directory.write(text, to: "lines.txt")
      let kept = lines.filter { !$0.isEmpty && $0.utf8.count <= limit }
      let refused = lines.filter { $0.utf8.count > limit }
      for split in [1, 2, 5, 13, 50, 1000] {
        for chunk in [1, 3, 8, 64, 4096] {
          let driver = Driver()
          let source = textSource(
            path, split: split, chunk: chunk, maxLine: limit, malformed: .deadLetter)
          #expect(try await driver.readAll(source, limit: 2) == kept, "\(split) \(chunk)")
          let letters = driver.deadLetters.takeAll()
          #expect(letters.map(\.payload) == refused, "\(split) \(chunk)")
          #expect(letters.map(\.payloadByteCount) == refused.map { Int64($0.utf8.count) })
          #expect(letters.allSatisfy { $0.reason.contains("longer than 10 bytes") })
        }
      }
    }
  }

  @Test("A giant line is never held in memory; its dead letter keeps the first 4 KiB")
  func giantLine() async throws {
    let directory = try TemporaryDirectory()
    let giant = [UInt8](repeating: UInt8(ascii: "g"), count: 24 << 20)
    let path = try directory.write(
      Array("before\n".utf8) + giant + Array("\nbehind\n".utf8), to: "giant.txt")
    let driver = Driver()
    let source = textSource(path, chunk: 64 << 10, maxLine: 256 << 10, malformed: .deadLetter)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let reader = try await source.makeReader(for: split, driver.context)
    #expect(try await driver.readAll(reader) == ["before", "behind"])
    #expect(reader.assembler.window.capacity <= 1 << 20)
    let letter = try #require(driver.deadLetters.takeAll().first)
    #expect(letter.payload == String(repeating: "g", count: 4096))
    #expect(letter.payloadByteCount == 24 << 20)
    #expect(letter.line == 2)
    #expect(letter.byteOffset == 7)
    await reader.close()
  }

  @Test("A line just within the limit is read whole over many chunks")
  func longestLine() async throws {
    let directory = try TemporaryDirectory()
    let line = String(repeating: "z", count: 1 << 20)
    let path = try directory.write(line + "\n" + line + "\n", to: "long.txt")
    #expect(try await Driver().readAll(textSource(path, chunk: 1000)) == [line, line])
  }
}
