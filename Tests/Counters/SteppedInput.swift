import Weir
import WeirTestKit

/// Readings in steps of a thousand, after each of which the source waits for a checkpoint.
///
/// They are in one split, at any parallelism: with two, rows would come to a table in another order
/// each time, and the table's tree would have another shape.
struct SteppedInput: Sendable {
  private static let stepSize: Int64 = 1000

  /// The end of a step.
  struct Step: Sendable {
    let reached = Latch()
    let until = Latch()
  }

  let steps: [Step]
  let script: [ScriptStep<Reading>]

  init(stepCount: Int) {
    let steps = (0..<stepCount).map { _ in Step() }
    self.steps = steps
    var script: [ScriptStep<Reading>] = []
    for (number, step) in steps.enumerated() {
      for place in 0..<Self.stepSize {
        var reading = Reading(Int64(number) * Self.stepSize + place, keys: 1)
        // Every key comes once in each step.
        reading.key = place
        script.append(.record(reading))
      }
      script.append(.pause(reached: step.reached, until: step.until))
    }
    self.script = script
  }
}
