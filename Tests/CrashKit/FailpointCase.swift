/// One run of a job that dies at named points, one after the other, and is then left in peace.
struct FailpointCase: Sendable {
  /// A point and the hit at which the process dies there.
  struct Step: Sendable {
    let name: String
    let hit: Int
    /// Whether it only makes sure that there is something to recover.
    var isPreparation = false
    var text: String { "\(name):\(hit)" }
  }

  /// The name whose line of the report this case counts for.
  let subject: String
  let isPair: Bool
  let steps: [Step]
  let parallelism: Int

  var text: String {
    steps.map(\.text).joined(separator: ", then ") + " at parallelism \(parallelism)"
  }

  /// The same case with the subject's first hit.
  var atFirstHit: FailpointCase {
    let first = steps.map { $0.name == subject ? Step(name: $0.name, hit: 1) : $0 }
    return FailpointCase(subject: subject, isPair: isPair, steps: first, parallelism: parallelism)
  }
}
