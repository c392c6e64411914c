import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

@Suite struct CompressionTests {
  static let sink = JSONLinesSink<Reading>(roll: .size(1 << 20), compression: .gzip)

  @Test func `Compressed parts say so in their names and read back as the same lines`()
    async throws
  {
    let store = TestStore()
    let applier = try await store.recovered()
    let writer = try await store.writer(JSONLinesSink(compression: .gzip))
    let key = String(repeating: "the same again ", count: 20)
    try writer.write(Reading.batch((0..<500).map { Reading($0, key: key) }))
    let segments = try await writer.seal(CheckpointID(1))
    try await applier.apply(EpochCommit(epoch: CheckpointID(1), segments: segments))
    #expect(store.names == ["part-00000001-a1-s0-0.jsonl.gz"])
    #expect(segments.map(\.recordCount) == [500])
    let expected = (0..<500).map { Reading($0, key: key).line }
    #expect(try store.lines() == expected)
    #expect(segments[0].byteCount < Int64(expected.joined().utf8.count / 10))
  }

  @Test func `A member ends at each epoch, so a kill between two loses none of them`()
    async throws
  {
    let store = TestStore()
    _ = try await store.recovered()
    let writer = try await store.writer(Self.sink)
    var commits: [EpochCommit] = []
    for epoch in 1...3 {
      for half in 0..<2 {
        let start = epoch * 10 - 10 + half * 5
        try writer.write(Reading.batch((start..<start + 5).map { Reading($0) }))
        try await writer.flush()
      }
      let id = CheckpointID(UInt64(epoch))
      commits.append(EpochCommit(epoch: id, segments: try await writer.seal(id)))
    }
    let path = "\(store.directory)/.part-00000001-a1-s0-0.jsonl.gz.open"
    let bytes = try #require(store.files.disk.contents(path))
    for (index, commit) in commits.enumerated() {
      let part = try #require(
        try ListedPart.parts(of: [commit], in: store.directory).first)
      #expect(Array(bytes[Int(part.byteCount)...].prefix(2)) == (index == 2 ? [] : [0x1F, 0x8B]))
      let cut = try store.reader(at: commit.epoch.number, [commit])
      #expect(try cut.lines() == lines(0..<10 * index + 10))
    }
    // The process dies after any byte of the third epoch.
    let second = try #require(try ListedPart.parts(of: [commits[1]], in: store.directory).first)
    for length in Int(second.byteCount)...bytes.count {
      let copy = TestStore()
      try copy.files.disk.place(Array(bytes[..<length]), at: path)
      try copy.files.disk.place(
        try StoreMarker(copy.context()).encoded(), at: "\(copy.directory)/_weir.json")
      _ = try await copy.recovered([commits[1]], attempt: 2)
      #expect(copy.names == ["part-00000001-00000002-a1-s0-0.jsonl.gz"])
      #expect(try copy.lines() == lines(0..<20))
    }
  }

  @Test func `A damaged compressed part is an error with its file, never fewer lines`()
    async throws
  {
    let store = TestStore()
    let writer = try await store.writer(JSONLinesSink(compression: .gzip))
    try writer.write(Reading.batch((0..<5).map { Reading($0) }))
    let commit = EpochCommit(
      epoch: CheckpointID(1), segments: try await writer.seal(CheckpointID(1)))
    _ = try await store.recovered([commit])
    let path = "\(store.directory)/part-00000001-a1-s0-0.jsonl.gz"
    let right = try #require(store.files.disk.contents(path))
    for length in right.indices {
      try store.files.disk.place(Array(right[..<length]), at: path)
      let error = #expect(throws: WeirError.self) { try store.lines() }
      #expect(error?.location.file == path)
    }
  }
}
