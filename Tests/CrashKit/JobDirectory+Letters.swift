extension JobDirectory {
  /// Runs `dead-letters JOB` with these words and returns what it printed.
  /// - Throws: when its exit code is another one than `code`.
  @discardableResult
  func deadLetters(_ words: [String], exitCode code: Int32 = 0) throws -> String {
    let answer = "\(folder)/dead-letters.json"
    try Files.write([], to: answer)
    var process = try ChildProcess(lettersCommand(words), environment: [:], log: answer)
    let end = process.wait(until: Clock.now + test.timeLimit)
    let text = String(decoding: Files.read(answer) ?? [], as: UTF8.self)
    guard end == .exited(code) else {
      throw CrashError.violation(
        "dead-letters \(words.joined(separator: " ")) did not end with \(code) but with"
          + " \(end.map { "\($0)" } ?? "nothing"): \(text.suffix(400))")
    }
    return text
  }

  /// The same, killed after some time.
  func killDeadLetters(_ words: [String], after delay: UInt64) throws {
    var process = try ChildProcess(
      lettersCommand(words), environment: [:], log: "\(folder)/dead-letters.json")
    Clock.sleep(nanoseconds: delay)
    _ = process.kill()
  }

  private func lettersCommand(_ words: [String]) -> [String] {
    [test.weir, "dead-letters", test.job] + words + ["--data", data, "--json"]
  }

  /// The ids of the letters in this state, by operator.
  func letters(inState state: String) throws -> [String: [String]] {
    let text = try deadLetters([])
    guard case .array(let entries)? = JSONText.parse(text) else {
      throw CrashError.violation("dead-letters gave no JSON array: \(text.prefix(400))")
    }
    var ids: [String: [String]] = [:]
    for case .object(let letter) in entries {
      guard case .string(let id)? = letter["id"], case .string(let sink)? = letter["operator"]
      else { throw CrashError.violation("a dead letter has no id or no operator") }
      if letter["state"] == .string(state) { ids[sink, default: []].append(id) }
    }
    return ids
  }
}
