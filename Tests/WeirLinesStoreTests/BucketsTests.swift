import Testing
import WeirCore
import WeirTestKit

@testable import WeirLinesStore

@Suite struct BucketsTests {
  @Test func `Hostile bucket values keep their records apart and inside the store`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let sink = JSONLinesSink<Reading>(buckets: .key(\.key))
    let values = BucketKeyTests.hostile
    let commit = try await store.sealed(0..<values.count * 3, epoch: 1, sink) {
      values[$0 % values.count]
    }
    #expect(commit.segments.count == values.count)
    try await applier.apply(commit)

    let outside = store.files.disk.allFiles.filter { !$0.hasPrefix(store.directory + "/") }
    #expect(outside.isEmpty)
    let reader = try LinesReader(directory: store.directory, fileSystem: store.files.disk)
    #expect(Set(reader.parts.map(\.bucketName)).count == values.count)
    for part in reader.parts {
      let bytes = try #require(store.files.disk.contents(part.path))
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 3)
      let key = part.bucket
      if key != part.bucketName { #expect(values.contains { $0.utf8.elementsEqual(key.utf8) }) }
    }
  }

  @Test func `Records go to the span of their event time`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer(JSONLinesSink(buckets: .time(every: .hours(1))))
    try writer.write(
      Reading.batch((0..<4).map { Reading($0) }, times: [0, 3_599_999, 3_600_000, -1]))
    try writer.write(Reading.batch([Reading(4)]))
    let segments = try await writer.seal(CheckpointID(1))
    try await applier.apply(EpochCommit(epoch: CheckpointID(1), segments: segments))
    let reader = try LinesReader(directory: store.directory, fileSystem: store.files.disk)
    #expect(
      reader.parts.map(\.bucket) == ["1969-12-31-23", "1970-01-01", "1970-01-01-01", "no-time"])
    #expect(try reader.lines() == [3, 0, 1, 2, 4].map { Reading($0).line })
  }

  @Test func `Beyond the limit the least recently used bucket is closed`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer(
      JSONLinesSink(buckets: .key(\.key), openBucketLimit: 2))
    for (number, key) in ["a", "b", "a", "c", "b"].enumerated() {
      try writer.write(Reading.batch([Reading(number, key: key)]))
      if writer.needsFlush { try await writer.flush() }
    }
    let segments = try await writer.seal(CheckpointID(1))
    // b was closed for c, then a for b's second part.
    #expect(
      segments.map { String($0.name.prefix(3)) + "\($0.recordCount)" }
        == ["p_a2", "p_b1", "p_c1", "p_b1"])
    try await applier.apply(EpochCommit(epoch: CheckpointID(1), segments: segments))
    #expect(try store.lines().count == 5)
  }

  @Test func `More buckets than fit in one batch are all written`() async throws {
    let store = TestStore()
    let applier = try await store.recovered()
    let sink = JSONLinesSink<Reading>(buckets: .key(\.key), openBucketLimit: 3)
    let writer = try await store.writer(sink)
    for round in 0..<3 {
      try writer.write(Reading.batch((0..<40).map { Reading(round * 40 + $0, key: "k\($0)") }))
      #expect(writer.needsFlush)
      try await writer.flush()
      #expect(writer.open.count <= 3)
    }
    let segments = try await writer.seal(CheckpointID(1))
    try await applier.apply(EpochCommit(epoch: CheckpointID(1), segments: segments))
    let expected = (0..<120).map { Reading($0, key: "k\($0 % 40)").line }
    #expect(try store.lines().sorted() == expected.sorted())
    let reader = try LinesReader(directory: store.directory, fileSystem: store.files.disk)
    #expect(Set(reader.parts.map(\.bucket)).count == 40)
  }
}
