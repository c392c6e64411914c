/// Every failpoint at several hits and parallelisms, and every failpoint followed by a crash of the
/// recovery that comes after it.
struct FailpointMatrix {
  let test: JobUnderTest
  /// All names that the runner lists.
  let known: [String]
  /// Those to be tested.
  let names: [String]
  let hits: [Int]
  let parallelism: [Int]
  let pairsWithRecovery: Bool
  /// Where a process dies so that there is something to recover, for the points of recovery.
  let preparation: FailpointCase.Step

  /// Asks the runner for its failpoints.
  static func knownNames(_ test: JobUnderTest, folder: String) throws -> [String] {
    let listing = "\(folder)/failpoints.json"
    var process = try ChildProcess(
      [test.weir, "failpoints", "--json"], environment: [:], log: listing)
    let end = process.wait(until: Clock.now + test.timeLimit)
    let text = String(decoding: Files.read(listing) ?? [], as: UTF8.self)
    guard end == .exited(0), case .array(let entries)? = JSONText.parse(text) else {
      throw CrashError.violation("`weir failpoints --json` gave no JSON array: \(text.prefix(400))")
    }
    let names = entries.map { entry -> String? in
      guard case .object(let members) = entry, case .string(let name)? = members["name"],
        case .string? = members["summary"]
      else { return nil }
      return name
    }
    guard !names.isEmpty, !names.contains(nil) else {
      throw CrashError.violation("`weir failpoints --json` has entries without name and summary")
    }
    return names.compactMap(\.self)
  }

  var cases: [FailpointCase] {
    var cases: [FailpointCase] = []
    for parallelism in parallelism {
      for name in names {
        for hit in hits {
          cases.append(
            FailpointCase(
              subject: name, isPair: false, steps: steps(to: name, hit: hit),
              parallelism: parallelism))
        }
        guard pairsWithRecovery else { continue }
        for recovery in known.filter(Self.isRecovery) {
          let hit = Self.isRecovery(name) ? 1 : 2
          let second = FailpointCase.Step(name: recovery, hit: 1)
          cases.append(
            FailpointCase(
              subject: name, isPair: true, steps: steps(to: name, hit: hit) + [second],
              parallelism: parallelism))
        }
      }
    }
    return cases
  }

  private func steps(to name: String, hit: Int) -> [FailpointCase.Step] {
    let step = FailpointCase.Step(name: name, hit: hit)
    guard Self.isRecovery(name) else { return [step] }
    return [.init(name: preparation.name, hit: preparation.hit, isPreparation: true), step]
  }

  static func isRecovery(_ name: String) -> Bool { name.hasPrefix("recover.") }

  /// Runs all cases on `workers` threads.
  /// - Returns: How many problems were found.
  func run(_ runner: some CaseRunner, workers: Int, folder: String) throws -> Int {
    let results = run(cases, runner, workers: workers, folder: folder)
    let log = String(decoding: Files.read(runner.hitLog) ?? [], as: UTF8.self)
    let everHit = Set(log.split(separator: "\n").map(String.init))
    var problemCount = 0
    for name in names {
      problemCount += report(
        name, results.filter { $0.failpointCase.subject == name }, wasHit: everHit.contains(name),
        action: runner.action)
    }
    let exact = results.count { $0.problem == nil }
    Console.line(
      "\(names.count) of \(known.count) failpoints, \(results.count) cases, \(exact) exact,"
        + " \(names.count { everHit.contains($0) }) failpoints hit, \(problemCount) problems")
    return problemCount
  }

  private func run(
    _ cases: [FailpointCase], _ runner: some CaseRunner, workers: Int, folder: String
  ) -> [FailpointResult] {
    let queue = WorkQueue<FailpointResult>(count: cases.count)
    queue.run(workers: workers) { index in
      let result = runner.run(cases[index], in: "\(folder)/case-\(index)")
      if let problem = result.problem {
        Console.line("FAILED \(result.failpointCase.text): \(problem)")
      }
      return result
    }
    return queue.results
  }

  /// The points of recovery that no process came by after it had died at the pair's first point.
  private static func unreached(_ pairs: [FailpointResult]) -> String {
    let reached = Set(pairs.filter(\.diedEverywhere).compactMap(\.failpointCase.steps.last?.name))
    let all = Set(pairs.compactMap(\.failpointCase.steps.last?.name))
    let names = all.subtracting(reached).sorted()
    return names.isEmpty ? "" : " (never at \(names.joined(separator: ", ")))"
  }

  /// Prints the line of one name.
  /// - Returns: How many problems it has.
  private func report(
    _ name: String, _ results: [FailpointResult], wasHit: Bool, action: String
  ) -> Int {
    let everDied = results.contains { $0.fired.contains(name) }
    func summary(_ results: [FailpointResult]) -> String {
      let exact = results.count { $0.problem == nil }
      let died = results.count { $0.fired.contains(name) }
      return "\(exact)/\(results.count) exact, \(died) died there"
    }
    var problems = results.count { $0.problem != nil }
    var line = "\(name): \(summary(results.filter { !$0.failpointCase.isPair }))"
    let pairs = results.filter(\.failpointCase.isPair)
    if !pairs.isEmpty {
      line += "; with recover.*: \(summary(pairs)), \(pairs.count(where: \.diedEverywhere)) died"
        + " at both" + Self.unreached(pairs)
    }
    if !wasHit {
      problems += 1
      line += "; NEVER HIT"
    } else if action == "kill", hits.contains(1), !everDied {
      problems += 1
      line += "; HIT BUT NEVER DIED THERE"
    }
    Console.line(line)
    return problems
  }
}
