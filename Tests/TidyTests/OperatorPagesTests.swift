import Testing

/// The pages of operators and their examples.
@Suite struct OperatorPagesTests {
  private let tree = SourceTree()
  private static let pages = "Sources/Weir/Weir.docc/Operators"
  private static let examples = "Tests/WeirOperatorsTests/Examples"

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
