import Testing
import WeirCore
import WeirFormats
import WeirStorage

@testable import WeirSources

@Suite struct GzipTests {
  static let lines = (0..<400).map { "line \($0) " + String(repeating: "x", count: $0 % 37) }
  static let text = lines.joined(separator: "\n") + "\n"

  @Test("A gzip file is one split with the lines that it inflates to, for every chunk size")
  func inflates() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(gzip(Self.text), to: "lines.gz")
    let driver = Driver()
    for chunk in [1, 7, 100, 512 << 10] {
      let source = textSource(path, split: 10, chunk: chunk)
      #expect(try await source.discoverSplits(driver.context).count == 1)
      #expect(try await driver.readAll(source) == Self.lines)
    }
  }

  @Test("Members follow each other, also in the middle of a line; zeros at the end are padding")
  func members() async throws {
    let directory = try TemporaryDirectory()
    let bytes = try gzip("one\ntw") + gzip("") + gzip("o\nthree") + [0, 0, 0, 0]
    let path = try directory.write(bytes, to: "lines.gz")
    #expect(try await Driver().readAll(textSource(path)) == ["one", "two", "three"])
  }

  @Test("A reader made from any stored position inflates from the start and goes on there")
  func restoreAnywhere() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(gzip(Self.text), to: "lines.gz")
    let driver = Driver()
    let source = textSource(path, chunk: 64)
    var split = try #require(try await source.discoverSplits(driver.context).first)
    var read: [String] = []
    var isEnded = false
    while !isEnded {
      let reader = try await source.makeReader(for: restored(split), driver.context)
      let (lines, outcome) = try await driver.readOnce(reader, limit: 3)
      read += lines
      split = reader.split
      isEnded = outcome == .end
      await reader.close()
    }
    #expect(read == Self.lines)
  }

  @Test("A gzip file cut off anywhere is an error with file and byte, never a shorter input")
  func truncated() async throws {
    let directory = try TemporaryDirectory()
    let bytes = try gzip(Self.text)
    for length in 0..<bytes.count {
      let path = try directory.write(Array(bytes[..<length]), to: "lines.gz")
      let error = try await #require(throws: WeirError.self) {
        _ = try await Driver().readAll(textSource(path))
      }
      #expect(error.code == .malformedInput)
      #expect(error.location.file == path)
      #expect(error.location.byteOffset == UInt64(length))
      #expect(!error.isRetriable)
    }
  }

  @Test("A damaged byte in content or trailer is an error, never other records")
  func damaged() async throws {
    let directory = try TemporaryDirectory()
    let bytes = try gzip(Self.text)
    var harmless: [Int] = []
    // Behind the ten bytes of the header, of which time and system mean nothing.
    for index in stride(from: 10, to: bytes.count, by: 3) {
      var copy = bytes
      copy[index] ^= 0x10
      let path = try directory.write(copy, to: "lines.gz")
      do {
        #expect(try await Driver().readAll(textSource(path)) == Self.lines, "byte \(index)")
        harmless.append(index)
      } catch let error as WeirError {
        #expect(error.location.file == path)
        #expect(error.location.byteOffset != nil)
      }
    }
    // A few bits mean nothing: padding, or which of two equal runs is copied.
    #expect(harmless.count < 5)
  }

  @Test("Bytes behind the last member that are no member are an error")
  func trailingGarbage() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(gzip("a\n") + Array("garbage".utf8), to: "lines.gz")
    await #expect(throws: WeirError.self) { _ = try await Driver().readAll(textSource(path)) }
  }

  @Test("What inflates a thousandfold is read in constant memory")
  func bomb() async throws {
    let directory = try TemporaryDirectory()
    let bytes = try gzip([UInt8](repeating: UInt8(ascii: "b"), count: 32 << 20) + [10, 99, 10])
    #expect(bytes.count < 64 << 10)
    let path = try directory.write(bytes, to: "bomb.gz")
    let driver = Driver()
    let source = textSource(path, malformed: .skip)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let reader = try await source.makeReader(for: split, driver.context)
    #expect(try await driver.readAll(reader) == ["c"])
    #expect(reader.assembler.window.capacity <= 4 << 20)
    #expect(driver.deadLetters.skippedCount == 1)
    await reader.close()
  }
}
