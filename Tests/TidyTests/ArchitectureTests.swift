import Testing

/// What may stand where.
@Suite struct ArchitectureTests {
  private let tree = SourceTree()

  /// The modules of this package that each may import.
  private static let imports: [String: Set<String>] = [
    "WeirCore": [],
    "WeirOperators": ["WeirCore"],
    "WeirGraph": ["WeirCore", "WeirOperators"],
    "WeirFormats": ["WeirCore"],
    "WeirStorage": ["WeirCore", "CZlib"],
    "WeirCheckpoints": ["WeirCore", "WeirStorage", "WeirFormats"],
    "WeirRuntime": [
      "WeirCore", "WeirOperators", "WeirGraph", "WeirStorage", "WeirFormats", "WeirCheckpoints",
    ],
    "WeirSources": ["WeirCore", "WeirStorage", "WeirFormats"],
    "WeirEpochLog": ["WeirCore", "WeirStorage"],
    "WeirLinesStore": ["WeirCore", "WeirStorage", "WeirFormats"],
    "WeirSQLite": ["WeirCore", "WeirStorage", "WeirEpochLog", "CSQLite"],
    "WeirTableStore": ["WeirCore", "WeirStorage", "WeirFormats", "WeirEpochLog", "WeirSQLite"],
    "WeirSearchStore": ["WeirCore", "WeirStorage", "WeirFormats", "WeirEpochLog", "WeirSQLite"],
    "WeirReading": [
      "WeirCore", "WeirStorage", "WeirFormats", "WeirCheckpoints", "WeirEpochLog",
      "WeirLinesStore", "WeirSQLite", "WeirTableStore", "WeirSearchStore",
    ],
    "Weir": [
      "WeirCore", "WeirGraph", "WeirFormats", "WeirSources", "WeirEpochLog", "WeirLinesStore",
      "WeirTableStore", "WeirSearchStore", "WeirReading",
    ],
    "WeirTestKit": [
      "WeirCore", "WeirOperators", "WeirGraph", "WeirFormats", "WeirStorage", "WeirCheckpoints",
      "WeirRuntime",
    ],
    "WeirRunner": [
      "Weir", "WeirCore", "WeirGraph", "WeirFormats", "WeirStorage", "WeirCheckpoints",
      "WeirRuntime", "WeirSources", "WeirEpochLog", "WeirLinesStore", "WeirTableStore",
      "WeirSearchStore", "WeirReading",
    ],
    "WeirCLI": ["WeirRunner", "WeirJobs", "WeirGraph", "Weir"],
  ]

  private static let system: Set<String> = ["Glibc", "Synchronization"]
  /// Where waiting is allowed; the rest is synchronous.
  private static let asynchronous: Set<String> = [
    "WeirCheckpoints", "WeirRuntime", "WeirSources", "WeirEpochLog", "WeirLinesStore",
    "WeirTableStore", "WeirSearchStore", "WeirReading", "WeirRunner", "WeirTestKit", "WeirCLI",
  ]
  private static let inlinable: Set<String> = [
    "WeirCore", "WeirOperators", "WeirGraph", "WeirFormats",
  ]
  /// The one file that starts tasks.
  private static let spawner = "Sources/WeirStorage/System/TaskSpawner.swift"

  /// Places where a pattern stands in the code.
  private func places(
    _ pattern: Regex<Substring>, in directory: String = "Sources",
    where applies: (SourceTree.File) -> Bool = { _ in true }
  ) throws -> [String] {
    try tree.swiftFiles(directory).filter(applies).flatMap { file in
      file.code.filter { $0.text.contains(pattern) }
        .map { "\(file.path):\($0.number): \($0.text)" }
    }
  }

  @Test("Each module imports only what its place in the architecture allows")
  func importsPerModule() throws {
    var wrong: [String] = []
    for file in try tree.swiftFiles("Sources") {
      guard let allowed = Self.imports[file.module] else {
        wrong.append("\(file.path): module \(file.module) is not in the table")
        continue
      }
      for (number, text) in file.code {
        guard let match = text.firstMatch(of: /^\s*(?:@[A-Za-z_]+ )*(?:public )?import ([A-Za-z]+)/)
        else { continue }
        let name = String(match.1)
        let isFoundation = name == "Foundation" && ["WeirRunner", "WeirCLI"].contains(file.module)
        if !allowed.contains(name), !Self.system.contains(name), !isFoundation {
          wrong.append("\(file.path):\(number): \(name)")
        }
      }
    }
    #expect(wrong == [])
  }

  @Test("Only the modules around the engine's loops wait or have actors")
  func asynchrony() throws {
    let wrong = try places(/\b(?:await|actor)\b/) { file in
      // The spawner and the thread pool are the seams that waiting goes through.
      let isSeam = file.path.hasPrefix("Sources/WeirStorage/System/")
        || file.path.hasPrefix("Sources/WeirCore/Seams/")
        // Defaults of the connectors' asynchronous requirements.
        || file.path.hasPrefix("Sources/WeirCore/Connectors/")
      return !Self.asynchronous.contains(file.module) && !isSeam
    }
    #expect(wrong == [])
  }

  @Test("Only hot modules are inlinable")
  func inlining() throws {
    #expect(try places(/@inlinable|@usableFromInline/) { !Self.inlinable.contains($0.module) } == [])
  }

  @Test("Nothing traps, prints, hashes by chance or starts tasks by itself")
  func bannedCalls() throws {
    let banned: [Regex<Substring>] = [
      /\btry!/, /\bfatalError\(/, /\bas!/, /(?:^|[^.A-Za-z])print\(/,
      /\bhashValue\b/, /\bHasher\(/,
    ]
    for pattern in banned {
      #expect(try places(pattern) { $0.module != "WeirRunner" && $0.module != "WeirCLI" } == [])
    }
    #expect(try places(/\bTask \{|\bTask\.detached|\bTask\(/) { $0.path != Self.spawner } == [])
  }

  @Test("No type is called by what says nothing")
  func names() throws {
    let pattern =
      /\b(?:class|struct|enum|actor|protocol) \w+(?:Manager|Helper|Utils?|Impl|Base|Abstract|Info|Data|Wrapper)\b/
    #expect(try places(pattern) == [])
  }

  @Test("Every public type says what it is")
  func documentation() throws {
    var missing: [String] = []
    var count = 0
    for file in try tree.swiftFiles("Sources") {
      for (index, line) in file.lines.enumerated()
      where line.contains(#/^\s*(?:public|open) (?:final |indirect )?(?:class|struct|enum|actor|protocol) /#) {
        count += 1
        var above = index - 1
        while above >= 0, file.lines[above].trimmed.hasPrefix("@") { above -= 1 }
        if above < 0 || !file.lines[above].trimmed.hasPrefix("///") {
          missing.append("\(file.path):\(index + 1): \(line.trimmed)")
        }
      }
    }
    print("\(count) public types, \(missing.count) without a comment")
    #expect(missing.filter { !$0.contains("enum Kind") && !$0.contains("enum Outcome") } == [])
  }

  @Test("Nothing is left to be done later")
  func markers() throws {
    // Written apart, so that this file does not find itself.
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    var found: [String] = []
    for file in try tree.swiftFiles("Sources") + tree.swiftFiles("Tests") {
      for (index, line) in file.lines.enumerated()
      where words.contains(where: { line.contains($0) }) && !line.contains("mkdtemp")
        && !line.contains("XXXXXX")
      { found.append("\(file.path):\(index + 1)") }
    }
    #expect(found == [])
  }

  @Test("Long files and lines are listed, as a guide")
  func sizes() throws {
    let files = try tree.swiftFiles("Sources") + tree.swiftFiles("Tests")
    #expect(files.count > 100)
    for file in files {
      if file.lines.count > 400 { print("\(file.path): \(file.lines.count) lines") }
      let long = file.lines.filter { $0.count > 100 }.count
      if long > 0 { print("\(file.path): \(long) lines over 100 columns") }
    }
  }
}

extension String {
  var trimmed: String { String(drop { $0 == " " }) }
}
