import Glibc
import Testing
import WeirCore
import WeirFormats
import WeirTestKit

@testable import WeirSources

@Suite struct DiskFaultTests {
  static let lines = (0..<300).map { "line \($0)" }

  func disk() throws -> MemoryFileSystem {
    let disk = MemoryFileSystem()
    let text = Self.lines.joined(separator: "\n")
    try disk.place(Array(text.utf8), at: "/in/a.txt")
    try disk.place(gzip(text), at: "/in/b.gz")
    return disk
  }

  /// Reads the split in attempts, each from the last position, until one comes to its end.
  func readInAttempts(
    _ source: FileSource<String>, _ found: FileSplit, _ driver: Driver
  ) async throws -> (lines: [String], failureCount: Int) {
    var split = found
    var read: [String] = []
    var failureCount = 0
    while failureCount < 10_000 {
      do {
        let reader = try await source.makeReader(for: restored(split), driver.context)
        do {
          while true {
            let (lines, outcome) = try await driver.readOnce(reader, limit: 20)
            read += lines
            split = reader.split
            if outcome == .end {
              await reader.close()
              return (read, failureCount)
            }
          }
        } catch {
          await reader.close()
          throw error
        }
      } catch let error as WeirError {
        #expect(error.isRetriable)
        #expect(error.location.file == split.path)
        failureCount += 1
      }
    }
    Issue.record("no end in sight")
    return (read, failureCount)
  }

  @Test("Whatever reads fail or come short, with retries each line comes once", arguments: 1...10)
  func randomFaults(seed: UInt64) async throws {
    let faulty = FaultyFileSystem(disk: try disk())
    let driver = Driver(fileSystem: faulty)
    let source = textSource("/in", split: 1000, chunk: 200)
    let splits = try await source.discoverSplits(driver.context)
    faulty.failRandomly(seed: seed, perMille: 150)
    var read: [String] = []
    var failureCount = 0
    for split in splits {
      let (lines, failures) = try await readInAttempts(source, split, driver)
      read += lines
      failureCount += failures
    }
    #expect(read == Self.lines + Self.lines)
    #expect(failureCount > 0)
  }

  @Test("Every file that was opened is closed, whichever read fails", arguments: ["a.txt", "b.gz"])
  func closesFiles(name: String) async throws {
    let disk = try disk()
    var failureCount = 0
    for failing in 1...12 {
      let faulty = FaultyFileSystem(
        disk: disk,
        rules: [FaultRule(.error(EIO), on: .read, suffix: name, first: failing)])
      let driver = Driver(fileSystem: faulty)
      do {
        let read = try await driver.readAll(textSource("/in/" + name, chunk: 500))
        #expect(read == Self.lines)
      } catch let error as WeirError {
        failureCount += 1
        #expect(error.code == .inputOutput)
      }
      let opens = faulty.calls.filter { $0.kind == .open }.count
      let closes = faulty.calls.filter { $0.kind == .close }.count
      #expect(opens > 0)
      #expect(opens <= closes, "read \(failing)")
    }
    #expect(failureCount > 5)
  }
}
