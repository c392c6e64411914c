import Foundation
import Testing

/// The pages of operators and their examples.
@Suite struct OperatorPagesTests {
  private let tree = SourceTree()
  private static let catalogue = "Sources/Weir/Weir.docc"
  private static let pages = "\(catalogue)/Operators"
  private static let examples = "Tests/WeirOperatorsTests/Examples"
  private static let jobExamples = "Tests/WeirReadingTests/Examples"

  /// The types whose methods are operators.
  private static let streams: Set<String> = [
    "JobBuilder", "DataStream", "KeyedStream", "WindowedStream", "TriggeredStream",
    "AllWindowedStream", "ConnectedStreams",
  ]
  /// Public only so that operators can be compiled into jobs.
  private static let internals: Set<String> = [
    "add", "addSideStream", "aggregated", "appending", "asControl", "asOf", "check",
    "checkLateness", "combined", "either", "finish", "followInput", "giving", "grouped", "inPlace",
    "joined", "paired", "partitioned", "processed", "report", "retained", "running",
    "within",
  ]

  /// The operators that jobs can call, such as `DataStream.map`.
  private func operators() throws -> Set<String> {
    var operators: Set<String> = []
    for file in try tree.swiftFiles("Sources/WeirGraph/Declare") {
      var type = ""
      for line in file.lines {
        if let match = line.firstMatch(
          of: /^(?:public (?:final )?(?:struct|class)|extension) ([A-Z][A-Za-z]*)/)
        {
          type = String(match.1)
        }
        guard let match = line.firstMatch(of: /^  public func ([a-z][A-Za-z]*)/) else { continue }
        let name = String(match.1)
        if Self.streams.contains(type), !Self.internals.contains(name) {
          operators.insert("\(type).\(name)")
        }
      }
    }
    return operators
  }

  /// The pages of each operator, as the index has them.
  private func index() throws -> [String: [String]] {
    var index: [String: [String]] = [:]
    for line in try tree.lines("\(Self.catalogue)/Operators.md") {
      guard let row = line.firstMatch(of: /^\| `([A-Za-z.]+)` \|(.*)\|$/) else { continue }
      index[String(row.1)] = row.2.matches(of: /<doc:([A-Za-z]+)>/).map { String($0.1) }
    }
    return index
  }

  private func pageNames() throws -> Set<String> {
    let directory = tree.root.appending(path: Self.pages).path
    let files = try FileManager.default.contentsOfDirectory(atPath: directory)
    return Set(files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) })
  }

  @Test("Every operator is in the index, with a page that speaks of it")
  func everyOperator() throws {
    let index = try index()
    let operators = try operators()
    #expect(operators.count > 50)
    #expect(operators.subtracting(index.keys).sorted() == [], "not in the index")
    #expect(Set(index.keys).subtracting(operators).sorted() == [], "in the index and not there")
    let pages = try pageNames()
    for (name, own) in index.sorted(by: { $0.key < $1.key }) {
      let method = name.split(separator: ".")[1]
      #expect(!own.isEmpty && pages.isSuperset(of: own), "\(name)")
      for page in own.filter(pages.contains) {
        let text = try tree.lines("\(Self.pages)/\(page).md").joined(separator: "\n")
        #expect(
          ["`\(method)", ".\(method)(", ".\(method) {"].contains(where: text.contains),
          "\(page) does not speak of \(name)")
      }
    }
  }

  @Test("Every page says what it does, when it emits and what it keeps, and its example is tested")
  func everyPage() throws {
    let index = try Set(index().values.joined())
    let catalogue = try tree.lines("\(Self.catalogue)/Weir.md")
    for page in try pageNames().sorted() {
      let lines = try tree.lines("\(Self.pages)/\(page).md")
      for titles in [
        ["## What it does", "## What they do"], ["## When it emits", "## When they emit"],
        ["## What it keeps", "## What they keep"],
      ] {
        #expect(titles.contains(where: lines.contains), "\(page) lacks \(titles[0])")
      }
      #expect(!blocks(lines).isEmpty, "\(page) has no example")
      let isTested = [Self.examples, Self.jobExamples].contains { directory in
        let path = tree.root.appending(path: "\(directory)/\(page)Example.swift").path
        return FileManager.default.fileExists(atPath: path)
      }
      #expect(isTested, "the example of \(page) is not tested")
      #expect(index.contains(page), "no operator leads to \(page)")
      #expect(catalogue.contains("- <doc:\(page)>"), "\(page) is not listed")
    }
  }

  /// The Swift blocks of a page.
  private func blocks(_ lines: [String]) -> [String] {
    var blocks: [String] = []
    var block: [String]?
    for line in lines {
      if line == "```swift" {
        block = []
      } else if line == "```", let done = block {
        blocks.append(done.joined(separator: "\n"))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  @Test("An example that is tested stands in its page as it is tested")
  func examples() throws {
    let files = try tree.swiftFiles(Self.examples)
    #expect(!files.isEmpty)
    for file in files {
      let name = file.path.dropFirst(Self.examples.count + 1).dropLast("Example.swift".count)
      let text = file.lines.joined(separator: "\n")
      let blocks = blocks(try tree.lines("\(Self.pages)/\(name).md"))
      #expect(!blocks.isEmpty, "\(name) has no example")
      for block in blocks { #expect(text.contains(block), "\(name): \(block.prefix(40))…") }
    }
  }
}
