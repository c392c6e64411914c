import Foundation
import Testing

/// Every rule of the semantics has a test that names it, or stands among the exemptions.
@Suite struct SemanticsTests {
  private let tree = SourceTree()

  /// Rule numbers and what follows them, in the order of a list's lines.
  private func list(_ name: String) throws -> [(rule: String, text: String)] {
    try tree.lines("Tests/TidyTests/\(name)").filter { !$0.isEmpty }.map { line in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  /// The rules that the display name of a test begins with.
  private func tested() throws -> Set<String> {
    var rules: Set<String> = []
    for file in try tree.swiftFiles("Tests") where !file.path.contains("TidyTests") {
      let text = file.lines.joined(separator: "\n")
      for match in text.matches(of: /["`]SEMANTICS ([0-9]+\.[0-9]+):/) {
        rules.insert(String(match.1))
      }
    }
    return rules
  }

  @Test("Every rule has a test of its name or an exemption with a reason")
  func everyRule() throws {
    let exemptions = try list("semantics-exemptions.txt")
    let covered = try tested().union(exemptions.map(\.rule))
    let missing = try list("semantics-rules.txt").filter { !covered.contains($0.rule) }
    #expect(missing.map { "\($0.rule) \($0.text)" } == [])
    #expect(exemptions.allSatisfy { !$0.text.isEmpty })
  }

  @Test("Every rule of sessions, timers and lateness has a planted mutant")
  func mutants() throws {
    let directory = tree.root.appending(path: "Tests/Mutants").path
    let files = try FileManager.default.contentsOfDirectory(atPath: directory)
    let planted = try files.filter { $0.hasSuffix(".txt") }
      .compactMap { try tree.lines("Tests/Mutants/\($0)").first?.dropFirst("rule: ".count) }
    let rules = try list("semantics-rules.txt").map(\.rule)
      .filter { ["3", "5", "6"].contains($0.prefix(1)) }
    #expect(rules.count == 23)
    #expect(rules.filter { rule in !planted.contains { $0 == rule } } == [])
  }

  @Test("No exemption is stale: each names a rule, and one without a test")
  func exemptions() throws {
    let rules = Set(try list("semantics-rules.txt").map(\.rule))
    let tested = try tested()
    for (rule, _) in try list("semantics-exemptions.txt") {
      #expect(rules.contains(rule), "\(rule) is no rule")
      #expect(!tested.contains(rule), "\(rule) has a test now")
    }
  }
}
