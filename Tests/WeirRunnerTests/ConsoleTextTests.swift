import Testing

@testable import WeirRunner

@Suite struct ConsoleTextTests {
  @Test(
    "Control characters and marks of direction are escaped, everything else stays",
    arguments: [
      ("plain ü 漢", "plain ü 漢"), ("\u{1B}[31m", "\\u{1B}[31m"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
      ("\u{7F}\u{85}\u{0}", "\\u{7F}\\u{85}\\u{0}"), ("\u{202E}x", "\\u{202E}x"), ("", ""),
    ])
  func escape(text: String, expected: String) {
    #expect(PrintableText.escaped(text) == expected)
  }

  @Test("Lines and tabs can be kept")
  func lines() {
    #expect(PrintableText.escaped("a\n\tb\u{1B}", keepingLines: true) == "a\n\tb\\u{1B}")
  }

  @Test(
    "Text is cut to the terminal's width, wide characters counted twice",
    arguments: [
      ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("漢字漢字", 6, "漢字…"), ("ab", 0, ""),
      ("ab", 1, "…"), ("e\u{301}e\u{301}", 2, "e\u{301}e\u{301}"),
    ])
  func truncate(text: String, limit: Int, expected: String) {
    let result = DisplayWidth.truncated(text, to: limit)
    #expect(result == expected)
    #expect(DisplayWidth.columns(of: result) <= limit)
  }

  @Test("Columns are as wide as their widest cell and nothing trails")
  func table() {
    var table = TextTable([.left, .right, .left], headings: ["name", "n", ""])
    table.add("a", "10", "x")
    table.add("漢字漢", "7", "")
    #expect(table.lines == ["name     n", "a       10  x", "漢字漢   7"])
  }

  @Test(
    "A word comes out of a shell as it went in",
    arguments: [
      ("plain-1.txt", "plain-1.txt"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
      ("$x", "'$x'"), ("~", "'~'"), ("a\nb", "'a\nb'"),
    ])
  func shell(word: String, expected: String) {
    #expect(ShellText.quoted(word) == expected)
  }

  @Test(
    "The command to copy is short where the program lies below the working directory",
    arguments: [
      ("/home/x/.build/debug/weir", ".build/debug/weir"), ("/home/x/weir", "./weir"),
      ("weir", "weir"), ("/usr/bin/weir", "/usr/bin/weir"), ("", "weir"),
    ])
  func program(path: String, command: String) {
    let name = ProgramName(path: path, directory: "/home/x")
    #expect(name == ProgramName(path: path, directory: "/home/x"))
    #expect(name.command == command)
    #expect(name.short == "weir")
  }
}
