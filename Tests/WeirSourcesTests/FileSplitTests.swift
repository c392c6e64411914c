import Testing
import WeirCore
import WeirFormats

@testable import WeirSources

@Suite struct FileSplitTests {
  /// Line ends of both kinds, empty lines, with and without a last line feed.
  static let texts = [
    "", "\n", "a", "a\n", "\n\n\n", "a\nbb\nccc\n", "a\r\nbb\r\n\r\nccc", "\n\na\n\nbb\n",
    "long line\nx\ny\nanother long line",
  ]

  static func lines(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
  }

  @Test("Each line is in exactly one split, for every split size and chunk size", arguments: texts)
  func eachLineIsInOneSplit(_ text: String) async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text, to: "lines.txt")
    let driver = Driver()
    for split in 1...(text.utf8.count + 2) {
      for chunk in [1, 2, 3, 5, 4096] {
        let source = textSource(path, split: split, chunk: chunk)
        let read = try await driver.readAll(source)
        #expect(read == Self.lines(text), "split size \(split), chunk size \(chunk)")
      }
    }
  }

  @Test("A reader made from any stored position goes on with the next line", arguments: texts)
  func restoreAnywhere(_ text: String) async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text, to: "lines.txt")
    let driver = Driver()
    for split in [1, 3, 7, 1000] {
      let source = textSource(path, split: split, chunk: 4)
      var read: [String] = []
      for var position in try await source.discoverSplits(driver.context) {
        var isEnded = false
        while !isEnded {
          let reader = try await source.makeReader(for: restored(position), driver.context)
          let (lines, outcome) = try await driver.readOnce(reader, limit: 1)
          read += lines
          position = reader.split
          isEnded = outcome == .end
          await reader.close()
        }
      }
      #expect(read == Self.lines(text), "split size \(split)")
    }
  }

  @Test("The splits of a file have different ids, the same in every run")
  func ids() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("0123456789", to: "lines.txt")
    let source = textSource(path, split: 4)
    let first = try await source.discoverSplits(Driver().context).map(\.id)
    #expect(first == [path + "#0", path + "#4", path + "#8"])
    let second = try await source.discoverSplits(Driver().context).map(\.id)
    #expect(second == first)
  }

  @Test("The position moves only past what was returned")
  func positionFollowsReturnedRecords() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a\nbb\n\nccc\n", to: "lines.txt")
    let driver = Driver()
    let source = textSource(path)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let reader = try await source.makeReader(for: split, driver.context)
    #expect(reader.split.position == 0)
    var positions: [Int64] = []
    for _ in 0..<3 {
      _ = try await driver.readOnce(reader, limit: 1)
      positions.append(reader.split.position)
    }
    #expect(positions == [2, 5, 10])
    #expect(reader.split.lineCount == 4)
    await reader.close()
  }

  @Test("Real threads and chunks of the default size read a file of many chunks")
  func manyChunks() async throws {
    let directory = try TemporaryDirectory()
    let lines = (0..<120_000).map { "line number \($0)" }
    let path = try directory.write(lines.joined(separator: "\n"), to: "lines.txt")
    let driver = Driver(inline: false)
    #expect(try await driver.readAll(textSource(path)) == lines)
    #expect(try await driver.readAll(textSource(path, split: 100_003)) == lines)
  }
}
