import Foundation
import Testing

/// What the README tells its readers to type.
@Suite("The README") struct ReadmeTests {
  @Test("Its commands work in the order in which they stand there, a kill included")
  func commands() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weir-readme-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let commands = try Self.commands(of: "README.md")
    #expect(commands.count == 13, "the README's commands have changed: \(commands)")

    let programs = (try CrashRun.built("weir") as NSString).deletingLastPathComponent
    let script =
      """
      set -eu
      cd '\(folder.path)'
      PATH='\(programs)':$PATH
      process() { weir status plays | sed -n 's/.*is running: process \\([0-9]*\\),.*/\\1/p'; }
      complete() { weir checkpoints plays | awk '$1 ~ /^chk-/ { print $1; exit }'; }
      """ + "\n" + commands.map(Self.step).joined(separator: "\n")
    let report = folder.appendingPathComponent("report")
    let status = try await CrashRun.run("/bin/sh", ["-c", script], into: report)
    let text = try String(contentsOf: report, encoding: .utf8)
    #expect(status == 0, "\(text)")
    for expected in [
      "play      p2416", "score", #""minute":"#, "track_events", "flowchart", "is running: process",
      "attempt 2", "the replay of", "is equal",
    ] {
      #expect(text.contains(expected), "nothing says \"\(expected)\":\n\(text)")
    }
  }

  /// The lines of code that call `weir` or `kill`, without the words beside them.
  private static func commands(of file: String) throws -> [String] {
    let text = try String(contentsOfFile: "\(CrashRun.package)/\(file)", encoding: .utf8)
    let example = "    weir new "
    return text.split(separator: "\n").compactMap { line in
      var line = String(line)
      if let command = line.range(of: "swift run -c release weir run plays") {
        line = "    weir run plays" + line[command.upperBound...]
      }
      guard line.hasPrefix("    weir ") || line.hasPrefix("    kill "), !line.hasPrefix(example)
      else { return nil }
      let words = line.dropFirst(4)
      return String(words.range(of: "   ").map { words[..<$0.lowerBound] } ?? words)
    }
  }

  /// A command with its placeholders filled in, on fewer events.
  private static func step(_ command: String) -> String {
    let isPaced = command.contains("--rate")
    var step = command.replacing("ID", with: "$(complete)").replacing("PROCESS", with: "$(process)")
    if step.hasPrefix("weir run plays") { step += isPaced ? " --events 200000" : " --events 20000" }
    if step.contains("--fresh") {
      // In another terminal, and only once there is a checkpoint to go on from. A machine so busy
      // that the job is over before anybody could look at it fails the test.
      step += " & until weir status plays | grep -q '^chk-' && [ -n \"$(process)\" ]; do"
      step += " kill -0 $! || { echo 'it ended before its kill'; exit 1; }; done"
    }
    return "echo '$ \(command.replacing("'", with: ""))'\n\(step)"
  }
}
