import Glibc
import Testing
import WeirCore
import WeirStorage

@testable import WeirLinesStore

/// The store on the machine's own disk, threads and renames.
@Suite struct RealDiskTests {
  @Test func `Concurrent writers on a real disk end with every line once`() async throws {
    try await withTemporaryDirectory { directory in
      let (sink, subtaskCount) = (JSONLinesSink<Reading>(buckets: .key(\.key)), 3)
      func context(_ attempt: UInt64, _ subtask: Int) -> SinkContext {
        SinkContext(
          job: "job", jobID: "1", operatorID: OperatorID("lines"), subtask: subtask,
          parallelism: subtaskCount, attempt: Attempt(attempt), directory: directory + "/a/b",
          logDirectory: directory + "/logs", environment: .system())
      }
      var manifest: [EpochCommit] = []
      for attempt: UInt64 in 1...3 {
        let applier = try await sink.makeApplier(context(attempt, 0))
        _ = try await applier.recover(manifest)
        let epoch = CheckpointID(attempt)
        let segments = try await withThrowingTaskGroup(of: [Segment].self) { group in
          for subtask in 0..<subtaskCount {
            group.addTask {
              let writer = try await sink.makeWriter(context(attempt, subtask))
              for start in stride(from: subtask * 1000, to: subtask * 1000 + 1000, by: 100) {
                let numbers = (start..<start + 100).map { $0 + Int(attempt) * 10_000 }
                try writer.write(
                  Reading.batch(numbers.map { Reading($0, key: "k\($0 % 20)") }))
                try await writer.flush()
              }
              let segments = try await writer.seal(epoch)
              // Lost with the attempt.
              try writer.write(Reading.batch([Reading(-1, key: "lost")]))
              try await writer.flush()
              await writer.abandon()
              return segments
            }
          }
          return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(segments.count == 60)
        manifest = [EpochCommit(epoch: epoch, segments: segments)]
        if attempt == 2 { try await applier.apply(manifest[0]) }
      }
      _ = try await sink.makeApplier(context(4, 0)).recover(manifest)

      let files = PosixFileSystem()
      let lines = try LinesReader(directory: directory + "/a/b", fileSystem: files).lines()
      let expected = (1...3).flatMap { attempt in
        (0..<3000).map { attempt * 10_000 + $0 }.map { Reading($0, key: "k\($0 % 20)").line }
      }
      #expect(lines.sorted() == expected.sorted())
      let entries = try files.list(directory + "/a/b")
      #expect(entries.count == 21)
      for entry in entries where entry.kind == .directory {
        let names = try files.list("\(directory)/a/b/\(entry.name)").map(\.name)
        #expect(names.count == 9)
        #expect(names.allSatisfy { PartName(finished: $0) != nil })
      }
    }
  }

  private func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/weir-lines-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let directory = String(cString: made)
    defer { remove(directory) }
    try await body(directory)
  }

  private func remove(_ path: String) {
    let files = PosixFileSystem()
    for entry in (try? files.list(path)) ?? [] {
      let inner = FilePaths.join(path, entry.name)
      if entry.kind == .directory { remove(inner) } else { try? files.removeFile(inner) }
    }
    try? files.removeDirectory(path)
  }
}
