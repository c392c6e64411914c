import Foundation
import Testing

/// Runs the tool `weir-crash` on one job.
struct CrashRun {
  /// The program that has the job.
  let program: String
  let job: String
  /// A file of `Tests/Oracle`; nil where the command itself checks all.
  let expectation: String?
  /// The job's parameters.
  let parameters: String
  /// Whether its stores are more than files of lines.
  var needsReader = false
  /// The arguments of the Python program that checks cuts, `@` for their folder.
  var cutCheck: String?

  /// The root of the package.
  static let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  /// The file of all flights of 2013, where there is one: it is too large to be kept here.
  static let wholeYear: String? = {
    let named = ProcessInfo.processInfo.environment["WEIR_FLIGHTS"]
    let path = named ?? package + "/../shared/data/flights/flights.csv.gz"
    return FileManager.default.isReadableFile(atPath: path) ? path : nil
  }()

  /// Kills the job so often in all, divided over its parallelisms as one run draws them.
  func kill(_ count: Int, parallelism: String) async throws {
    let report = try await weirCrash([
      "kill-loop", "--kills", String(count), "--mixed", "--parallelism", parallelism,
      "--longest-delay", "300ms",
    ])
    #expect(report.contains("kills: \(count);"))
  }

  /// Runs a command of the tool and returns what it printed.
  /// - Throws: when the command finds anything wrong, with what it printed.
  func weirCrash(_ command: [String]) async throws -> String {
    let options = [
      "--weir", try Self.built(program), "--job", job, "--args", parameters,
      "--checkpoint-interval", "40ms", "--time-limit", "60s",
    ] + (expectation.map { ["--expect", "\(Self.package)/Tests/Oracle/\($0)"] } ?? [])
      + (try readerOptions())
    return try await Self.report(of: command + options)
  }

  /// Runs the tool with all its words and returns what it printed.
  /// - Throws: when it finds anything wrong, with what it printed.
  static func report(of words: [String]) async throws -> String {
    let report = FileManager.default.temporaryDirectory
      .appendingPathComponent("weir-crash-\(UUID().uuidString).log")
    defer { try? FileManager.default.removeItem(at: report) }
    let status = try await run(try built("weir-crash"), words, into: report)
    let text = try String(contentsOf: report, encoding: .utf8)
    guard status == 0 else { throw CrashFailure(description: "exit code \(status)\n\(text)") }
    return text
  }

  /// Where Python is, if it is there at all.
  static let python: String? = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func readerOptions() throws -> [String] {
    guard needsReader else { return [] }
    let options = ["--reader", try Self.built("weir-cut-reader")]
    guard let cutCheck, let python = Self.python else { return options }
    return options + ["--cut-check", "\(python) \(Self.package)/Tests/Oracle/\(cutCheck)"]
  }

  /// The path of a program that was built along with the tests.
  static func built(_ name: String) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = (tests as NSString).deletingLastPathComponent + "/" + name
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw CrashFailure(
        description: "\(path) is missing; build it first: swift build --product \(name)")
    }
    return path
  }

  /// Runs a program to its end without keeping a thread busy.
  static func run(
    _ path: String, _ arguments: [String], into report: URL
  ) async throws -> Int32 {
    guard FileManager.default.createFile(atPath: report.path, contents: nil) else {
      throw CrashFailure(description: "cannot create \(report.path)")
    }
    let output = try FileHandle(forWritingTo: report)
    defer { try? output.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }
}

/// What went wrong, in words.
struct CrashFailure: Error, CustomStringConvertible {
  let description: String
}
