import Foundation
import Testing

/// The planted mutants keep up with the code. Whether each fails its test is what
/// `Tests/Mutants/run` finds out; that takes many builds.
@Suite struct MutantsApplyTests {
  private static let root = SourceTree().root

  /// One file of `Tests/Mutants`.
  struct Mutant {
    let name: String
    var fields: [String: String] = [:]
    let find: String
    let replacement: String

    init(name: String, text: String) throws {
      self.name = name
      let parts = text.components(separatedBy: "--- find\n")
      let texts = parts.last?.components(separatedBy: "--- replace\n") ?? []
      try #require(parts.count == 2 && texts.count == 2, "\(name) has a find and a replace part")
      find = texts[0]
      replacement = texts[1]
      for line in parts[0].split(separator: "\n") {
        let halves = line.split(separator: ":", maxSplits: 1)
        try #require(halves.count == 2, "\(name): \(line)")
        fields[String(halves[0])] = halves[1].trimmingCharacters(in: .whitespaces)
      }
    }
  }

  private static func mutants() throws -> [Mutant] {
    let directory = root.appending(path: "Tests/Mutants")
    return try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasSuffix(".txt") }.sorted()
      .map { try Mutant(name: $0, text: contents(of: "Tests/Mutants/\($0)")) }
  }

  private static func contents(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  @Test("There are at least twelve mutants, and each says all there is to say")
  func complete() throws {
    let mutants = try Self.mutants()
    #expect(mutants.count >= 12)
    for mutant in mutants {
      #expect(Set(mutant.fields.keys) == ["rule", "title", "file", "test"], "\(mutant.name)")
      #expect(!mutant.fields.values.contains(""), "\(mutant.name)")
    }
  }

  @Test("The lines that a mutant changes stand exactly once in its file, and it changes them")
  func apply() throws {
    for mutant in try Self.mutants() {
      let text = "\n" + (try Self.contents(of: mutant.fields["file"] ?? ""))
      #expect(
        text.components(separatedBy: "\n" + mutant.find).count == 2,
        "\(mutant.name) does not apply: give it the present lines")
      #expect(!mutant.find.isEmpty && mutant.find != mutant.replacement, "\(mutant.name)")
      #expect(mutant.find.hasSuffix("\n"), "\(mutant.name) changes whole lines")
    }
  }

  @Test("The test that a mutant must fail exists")
  func testsExist() throws {
    for mutant in try Self.mutants() {
      let test = mutant.fields["test"] ?? ""
      let parts = test.split(separator: "/", maxSplits: 1)
      let place = parts[0].split(separator: ".")
      try #require(parts.count == 2 && place.count == 2, "\(mutant.name): \(test)")
      let directory = Self.root.appending(path: "Tests/\(place[0])")
      let files = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
      let isThere = try files.filter { $0.hasSuffix(".swift") }.contains { file in
        let text = try Self.contents(of: "Tests/\(place[0])/\(file)")
        return text.contains("struct \(place[1]) ")
          && (text.contains("func \(parts[1])(") || text.contains("func `\(parts[1])`("))
      }
      #expect(isThere, "\(mutant.name): there is no \(test)")
    }
  }
}
