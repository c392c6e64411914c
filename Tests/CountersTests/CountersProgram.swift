import Foundation
import Testing

/// Runs the program `weir-counters`. It is a process of its own, because it stands in front of the
/// allocator.
struct CountersProgram {
  struct Result {
    let status: Int32
    let output: String
  }

  /// Runs it to its end without keeping a thread busy.
  static func run(_ words: [String]) async throws -> Result {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = (tests as NSString).deletingLastPathComponent + "/weir-counters"
    try #require(
      FileManager.default.isExecutableFile(atPath: path),
      "\(path) is missing; build it first: swift build --product weir-counters")
    let report = FileManager.default.temporaryDirectory
      .appendingPathComponent("weir-counters-\(UUID().uuidString).log")
    defer { try? FileManager.default.removeItem(at: report) }
    try Data().write(to: report)
    let output = try FileHandle(forWritingTo: report)
    defer { try? output.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = words
    process.standardOutput = output
    process.standardError = output
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return Result(status: status, output: try String(contentsOf: report, encoding: .utf8))
  }
}
