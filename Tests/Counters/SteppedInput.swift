import Weir
import WeirTestKit

/// Readings in steps of a thousand, divided over splits that wait for a checkpoint after each.
struct SteppedInput: Sendable {
  static let stepSize: Int64 = 1000

  /// The end of a step in all splits.
  struct Step: Sendable {
    let arrivals: [Latch]
    let until = Latch()

    func reached() async throws {
      for latch in arrivals { try await latch.wait() }
    }

    func release() { until.release() }
  }

  let steps: [Step]
  /// One a split.
  let scripts: [[ScriptStep<Reading>]]

  init(parallelism: Int, stepCount: Int) {
    let steps = (0..<stepCount).map { _ in
      Step(arrivals: (0..<parallelism).map { _ in Latch() })
    }
    self.steps = steps
    scripts = (0..<parallelism).map { split in
      steps.enumerated().flatMap { number, step in
        let first = Int64(number) * Self.stepSize
        let own = stride(from: first + Int64(split), to: first + Self.stepSize, by: parallelism)
        return own.map { ScriptStep.record(Reading($0, keyedByPlace: Self.stepSize)) }
          + [.pause(reached: step.arrivals[split], until: step.until)]
      }
    }
  }
}

extension Reading {
  /// A reading whose key comes once in each step.
  init(_ sequence: Int64, keyedByPlace stepSize: Int64) {
    self.init(sequence, keys: 1)
    key = sequence % stepSize
  }
}
