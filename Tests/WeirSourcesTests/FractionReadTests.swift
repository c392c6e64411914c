import Testing
import WeirCore
import WeirStorage

@testable import WeirSources

/// How much of a split is read, for the bar that a terminal shows.
@Suite struct FractionReadTests {
  private let driver = Driver()
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// What the reader says before the first record and after each step of reading.
  private func fractions<S: Source>(_ source: S, limit: Int) async throws -> [Double?] {
    var fractions: [Double?] = []
    for split in try await source.discoverSplits(driver.context) {
      let reader = try await source.makeReader(for: split, driver.context)
      fractions.append(reader.fractionRead)
      while try await driver.readOnce(reader, limit: limit).1 != .end {
        fractions.append(reader.fractionRead)
      }
      fractions.append(reader.fractionRead)
      await reader.close()
    }
    return fractions
  }

  @Test("Of a plain file it is the share of its bytes, split by split")
  func plain() async throws {
    let path = try directory.write("aaa\nbbb\nccc\nddd\n", to: "lines.txt")
    #expect(try await fractions(textSource(path), limit: 1) == [0, 0.25, 0.5, 0.75, 1, 1])
    #expect(try await fractions(textSource(path, split: 8), limit: 1) == [0, 0.5, 1, 1, 0, 0.5, 1, 1])
  }

  @Test("Of a gzip file it is estimated, never falls back much, and is all of it at the end")
  func gzipped() async throws {
    let text = (0..<5000).map { "\($0 &* 2_654_435_761 % 1_000_003)" }.joined(separator: "\n")
    let path = try directory.write(gzip(text), to: "lines.gz")
    let fractions = try await fractions(textSource(path, chunk: 4096), limit: 500).compactMap { $0 }
    #expect(fractions.count > 10)
    #expect(fractions.first == 0)
    #expect(fractions.last.map { $0 > 0.99 } == true)
    #expect(fractions.allSatisfy { (0...1).contains($0) })
    let middle = fractions[fractions.count / 2]
    #expect(middle > 0.3 && middle < 0.7)
  }

  @Test("A rate limit passes it on")
  func rateLimited() async throws {
    let path = try directory.write("aaa\nbbb\n", to: "lines.txt")
    let source = textSource(path).rateLimited(recordsPerSecond: 1_000_000)
    let split = try #require(try await source.discoverSplits(driver.context).first)
    let reader = try await source.makeReader(for: split, driver.context)
    #expect(reader.fractionRead == 0)
    #expect(try await driver.readAll(reader).count == 2)
    #expect(reader.fractionRead == 1)
    await reader.close()
  }

  @Test("A generator with an end knows it, one without does not")
  func generator() async throws {
    let numbers = SequenceGenerator<Int64> { $0 }
    let source = GeneratorSource(count: 4, splitCount: 1, numbers)
    #expect(try await fractions(source, limit: 1) == [0, 0.25, 0.5, 0.75, 1])
    let endless = GeneratorSource(splitCount: 1, numbers)
    let split = try #require(try await endless.discoverSplits(driver.context).first)
    let reader = try await endless.makeReader(for: split, driver.context)
    #expect(reader.fractionRead == nil)
  }
}
