/// One run of a job that dies at named points, one after the other, and is then left in peace.
struct FailpointCase: Sendable {
  /// A point and the hit at which the process dies there.
  struct Step: Sendable {
    let name: String
    var hit: Int
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

  /// The same case with another hit of its subject.
  func at(hit: Int) -> FailpointCase {
    var moved = steps
    if let index = steps.firstIndex(where: { $0.name == subject && !$0.isPreparation }) {
      moved[index].hit = hit
    }
    return FailpointCase(subject: subject, isPair: isPair, steps: moved, parallelism: parallelism)
  }
}
