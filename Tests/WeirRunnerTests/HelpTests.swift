import Testing
import Weir

@testable import WeirRunner

@Suite struct HelpTests {
  @Test("The help of every command names each of its options", arguments: Command.allCases)
  func options(command: Command) {
    let text = command.help(program: "weir")
    #expect(text.hasPrefix("usage: weir \(command.rawValue)"))
    #expect(text.contains(command.summary))
    for option in command.options { #expect(text.contains("  \(option.usage)")) }
  }

  @Test("The help of a job lists its parameters with types, defaults and texts")
  func parameters() throws {
    let parameters = try JobCatalog.parameters(of: SampleJob.self)
    let text = Command.run.help(program: "weir", job: ("sample", parameters))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "usage: weir run sample [--PARAMETER VALUE]… [OPTION]…")
    #expect(lines.contains("  --limit INTEGER   the last number (default: 10)"))
    #expect(
      lines.contains("  --label TEXT      shown nowhere; may change between runs (default: a b)"))
    #expect(lines.contains { $0.hasPrefix("  --pause DURATION") && $0.contains("2000ms") })
  }

  @Test("The help of a replay says what it does not copy")
  func notCopied() {
    let text = Command.replay.help(program: "weir")
    #expect(text.contains("had refused until then is not copied and stays"))
  }

  @Test("No line of any help is wider than 110 columns", arguments: Command.allCases)
  func width(command: Command) {
    for line in command.help(program: "weir").split(separator: "\n") {
      #expect(DisplayWidth.columns(of: String(line)) <= 110)
    }
  }

  @Test("The options of the commands that take parameters are reserved, others are not")
  func reserved() {
    for name in ["data", "from", "fresh", "json", "quiet", "format", "help", "version"] {
      #expect(Command.reservedNames.contains(name))
    }
    for name in ["limit", "count", "input"] { #expect(!Command.reservedNames.contains(name)) }
  }
}
