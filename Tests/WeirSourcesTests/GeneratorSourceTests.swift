import Testing
import WeirCore

@testable import WeirSources

@Suite struct GeneratorSourceTests {
  static let squares = SequenceGenerator<Int64> { $0 &* $0 }

  @Test(
    "The splits together make each number once", arguments: [1, 2, 3, 7], [0, 1, 6, 7, 8, 1000])
  func eachNumberOnce(_ splitCount: Int, _ count: Int64) async throws {
    let source = GeneratorSource(count: count, splitCount: splitCount, Self.squares)
    let driver = Driver()
    #expect(try await source.discoverSplits(driver.context).count == splitCount)
    for limit in [1, 3, 1024] {
      let read = try await driver.readAll(source, limit: limit)
      #expect(read.sorted() == (0..<count).map { $0 * $0 })
    }
  }

  @Test("There is a split for each subtask unless told otherwise")
  func splitForEachSubtask() async throws {
    let source = GeneratorSource(Self.squares)
    #expect(try await source.discoverSplits(Driver(parallelism: 5).context).count == 5)
    #expect(!source.isBounded)
    #expect(source.isReplayable)
  }

  @Test("A reader made from any stored position makes the same records again")
  func restoreAnywhere() async throws {
    let source = GeneratorSource(count: 50, splitCount: 3, Self.squares)
    let driver = Driver()
    for split in try await source.discoverSplits(driver.context) {
      let whole = try await driver.readAll(source, from: split)
      let reader = try await source.makeReader(for: split, driver.context)
      for consumed in 1...whole.count {
        _ = try await driver.readOnce(reader, limit: 1)
        let rest = try await driver.readAll(source, from: restored(reader.split))
        #expect(rest == Array(whole[consumed...]))
      }
    }
  }

  @Test("Numbers end at the largest one without a trap")
  func largestNumber() async throws {
    let source = GeneratorSource(count: .max, splitCount: 3, SequenceGenerator<Int64> { $0 })
    var split = GeneratorSplit(index: 0, splitCount: 3)
    split.next = .max - 4
    #expect(try await Driver().readAll(source, from: split) == [.max - 4, .max - 1])
  }

  @Test("Options and stored splits that make no sense are refused")
  func refused() async throws {
    #expect(GeneratorSource(count: -1, Self.squares).problem != nil)
    #expect(GeneratorSource(splitCount: 0, Self.squares).problem != nil)
    #expect(GeneratorSource(splitCount: .max, Self.squares).problem != nil)
    #expect(GeneratorSource(count: 0, splitCount: 1, Self.squares).problem == nil)
    var split = GeneratorSplit(index: 0, splitCount: 0)
    let source = GeneratorSource(Self.squares)
    await #expect(throws: WeirError.self) {
      _ = try await source.makeReader(for: split, Driver().context)
    }
    split = GeneratorSplit(index: 0, splitCount: 1)
    split.next = -1
    await #expect(throws: WeirError.self) {
      _ = try await source.makeReader(for: split, Driver().context)
    }
  }

  @Test("A batch form fills a batch in one go")
  func batchForm() async throws {
    let generator = SequenceGenerator<Int64>(fill: { batch, first, stride, count in
      for index in 0..<Int64(count) { batch.append(first + index * stride) }
    })
    let source = GeneratorSource(count: 10, splitCount: 2, generator)
    #expect(try await Driver().readAll(source) == [0, 2, 4, 6, 8, 1, 3, 5, 7, 9])
  }
}
