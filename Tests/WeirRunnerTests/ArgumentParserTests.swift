import Testing
import WeirCore

@testable import WeirRunner

@Suite struct ArgumentParserTests {
  static let options = [
    OptionSpecification("data", "DIR", help: ""), OptionSpecification("fresh", help: ""),
    OptionSpecification("help", help: ""),
  ]

  static func parse(_ arguments: [String]) throws -> ParsedArguments {
    var parser = ArgumentParser(command: "weir run", options: options, wordLimit: 2)
    return try parser.parse(arguments) { word in
      [OptionSpecification("\(word)-size", "INTEGER", help: "")]
    }
  }

  @Test(
    "Words, values and flags come out as they were written",
    arguments: [
      (["job"], ParsedArguments(words: ["job"])),
      (["job", "--data", "d"], ParsedArguments(words: ["job"], values: ["data": "d"])),
      (["--data=d", "job"], ParsedArguments(words: ["job"], values: ["data": "d"])),
      (["--data=", "job"], ParsedArguments(words: ["job"], values: ["data": ""])),
      (["--data=a=b"], ParsedArguments(values: ["data": "a=b"])),
      (["--data=--x"], ParsedArguments(values: ["data": "--x"])),
      (["--data", "-5"], ParsedArguments(values: ["data": "-5"])),
      (["--fresh", "a", "b"], ParsedArguments(words: ["a", "b"], flags: ["fresh"])),
      (["-h"], ParsedArguments(flags: ["help"])),
      (["-"], ParsedArguments(words: ["-"])),
      (["--", "--fresh"], ParsedArguments(words: ["--fresh"])),
      (["job", "--job-size", "7"], ParsedArguments(words: ["job"], values: ["job-size": "7"])),
    ])
  func accepted(arguments: [String], expected: ParsedArguments) throws {
    #expect(try Self.parse(arguments) == expected)
  }

  @Test(
    "What cannot be understood is refused, with what to write instead",
    arguments: [
      (["--dta", "x"], "no option --dta; did you mean --data?"),
      (["--zzzzzzz"], "weir run --help lists its options"),
      (["-x"], "no option -x"),
      (["--data"], "--data needs a value"),
      (["--data", "--fresh"], "--data needs a value"),
      (["--fresh=yes"], "--fresh takes no value"),
      (["--fresh", "--fresh"], "--fresh is given twice"),
      (["--data", "a", "--data", "b"], "--data is given twice"),
      (["a", "b", "c"], "cannot do anything with \"c\""),
      (["--job-size", "7", "job"], "no option --job-size"),
      (["---data", "x"], "no option ---data"),
    ])
  func refused(arguments: [String], part: String) {
    let error = #expect(throws: WeirError.self) { try Self.parse(arguments) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }
}
