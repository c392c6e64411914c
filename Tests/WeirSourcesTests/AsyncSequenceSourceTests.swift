import Synchronization
import Testing
import WeirCore

@testable import WeirSources

@Suite struct AsyncSequenceSourceTests {
  struct Broken: Error {}

  @Test("Every element is read in order, and the end of the sequence ends the split")
  func inOrder() async throws {
    let source = AsyncSequenceSource(isBounded: true, bufferLimit: 10) {
      AsyncStream<Int> { continuation in
        for number in 0..<1000 { continuation.yield(number) }
        continuation.finish()
      }
    }
    #expect(try await Driver().readAll(source, limit: 7) == Array(0..<1000))
    #expect(!source.isReplayable)
  }

  @Test("The reader is woken when an element comes, and never waits itself")
  func wakes() async throws {
    let (stream, continuation) = AsyncStream<Int>.makeStream()
    let source = AsyncSequenceSource { stream }
    let driver = Driver()
    let reader = try await source.makeReader(for: SequenceSplit(), driver.context)
    let seen = driver.wakes.count
    #expect(try await driver.readOnce(reader).1 == .idle(retryAfter: nil))
    continuation.yield(7)
    await driver.wakes.wait(beyond: seen)
    #expect(try await driver.readOnce(reader).0 == [7])
    #expect(reader.split.position == 1)
    await reader.close()
  }

  @Test("The sequence is asked for no more than the buffer holds")
  func backpressure() async throws {
    let asked = Mutex(0)
    let source = AsyncSequenceSource(bufferLimit: 4) {
      AsyncStream<Int>(unfolding: {
        asked.withLock { count in
          count += 1
          return count
        }
      })
    }
    let driver = Driver()
    let reader = try await source.makeReader(for: SequenceSplit(), driver.context)
    var read: [Int] = []
    while read.count < 100 {
      let seen = driver.wakes.count
      let (elements, outcome) = try await driver.readOnce(reader, limit: 3)
      read += elements
      #expect(asked.withLock { $0 } <= read.count + 5)
      if outcome != .more { await driver.wakes.wait(beyond: seen) }
    }
    #expect(read == Array(1...read.count))
    await reader.close()
  }

  @Test("An error of the sequence comes after the elements before it")
  func failure() async throws {
    let source = AsyncSequenceSource {
      AsyncThrowingStream<Int, any Error> { continuation in
        continuation.yield(1)
        continuation.yield(2)
        continuation.finish(throwing: Broken())
      }
    }
    let driver = Driver()
    let reader = try await source.makeReader(for: SequenceSplit(), driver.context)
    var read: [Int] = []
    let error = try await #require(throws: WeirError.self) {
      while true {
        let seen = driver.wakes.count
        let (elements, outcome) = try await driver.readOnce(reader)
        read += elements
        if outcome != .more { await driver.wakes.wait(beyond: seen) }
      }
    }
    #expect(read == [1, 2])
    #expect(error.message.contains("after 2 elements"))
    await reader.close()
  }

  @Test("A sequence that can start anywhere goes on at the stored position")
  func resumes() async throws {
    let source = AsyncSequenceSource(
      isBounded: true,
      resumingAt: { position in
        AsyncStream<Int64> { continuation in
          for number in position..<10 { continuation.yield(number) }
          continuation.finish()
        }
      })
    #expect(source.isReplayable)
    let driver = Driver()
    let reader = try await source.makeReader(for: SequenceSplit(), driver.context)
    var read: [Int64] = []
    while read.count < 4 { read += try await readSome(driver, reader, limit: 4 - read.count) }
    await reader.close()
    read += try await driver.readAll(source, from: restored(reader.split))
    #expect(read == Array(0..<10))
  }

  @Test("Closing cancels the sequence, also while it waits for room")
  func closes() async throws {
    let (ended, end) = AsyncStream<Void>.makeStream()
    let source = AsyncSequenceSource(bufferLimit: 1) {
      let (stream, continuation) = AsyncStream<Int>.makeStream()
      continuation.onTermination = { _ in end.finish() }
      for number in 0..<10 { continuation.yield(number) }
      return stream
    }
    let driver = Driver()
    let reader = try await source.makeReader(for: SequenceSplit(), driver.context)
    _ = try await readSome(driver, reader, limit: 1)
    await reader.close()
    for await _ in ended {}
    #expect(try await driver.readOnce(reader).0.isEmpty)
  }

  private func readSome(
    _ driver: Driver, _ reader: SequenceReader<Int64>, limit: Int
  ) async throws -> [Int64] {
    try await some(driver, reader, limit)
  }

  private func readSome(
    _ driver: Driver, _ reader: SequenceReader<Int>, limit: Int
  ) async throws -> [Int] {
    try await some(driver, reader, limit)
  }

  private func some<Element>(
    _ driver: Driver, _ reader: SequenceReader<Element>, _ limit: Int
  ) async throws -> [Element] {
    let seen = driver.wakes.count
    let (elements, outcome) = try await driver.readOnce(reader, limit: limit)
    if elements.isEmpty, outcome != .end { await driver.wakes.wait(beyond: seen) }
    return elements
  }
}
