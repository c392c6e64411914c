import Testing

@testable import WeirRunner

@Suite struct SuggestionTests {
  @Test(
    "The distance counts letters inserted, removed, replaced and swapped",
    arguments: [
      ("", "", 0), ("run", "run", 0), ("run", "ran", 1), ("rnu", "run", 1), ("rn", "run", 1),
      ("runn", "run", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("abc", "xyz", 3),
    ])
  func distance(left: String, right: String, expected: Int) {
    #expect(Suggestion.distance(left, right) == expected)
    #expect(Suggestion.distance(right, left) == expected)
  }

  @Test(
    "A name is suggested when it takes few edits, or is the only one that goes on from the word",
    arguments: [
      ("stauts", "status"), ("checkpoint", "checkpoints"), ("check", "checkpoints"), ("rum", "run"),
    ])
  func suggested(word: String, expected: String) {
    let names = ["run", "status", "checkpoints", "lines", "list"]
    #expect(Suggestion.nearest(to: word, among: names) == expected)
  }

  @Test("Nothing is suggested for a word that is like none", arguments: ["", "foo", "li", "xyzzy"])
  func unlike(word: String) {
    #expect(Suggestion.nearest(to: word, among: ["status", "checkpoints", "lines"]) == nil)
  }
}
