import WeirCore

/// What windows of a stream must not be, in words that say what to change.
public struct WindowCheck {
  let name: String
  let builder: JobBuilder
  let hasEventTime: Bool
  /// How far behind the watermark what comes in may be given again.
  let incomingLateness: Duration
  let allowedLateness: Duration

  /// Stands for results that may be late by any time.
  public static var anyLateness: Duration { .seconds(Int64.max) }

  public init<Element: FieldValue>(
    _ name: String, _ stream: DataStream<Element>, _ allowedLateness: Duration
  ) {
    self.name = name
    self.allowedLateness = allowedLateness
    builder = stream.builder
    hasEventTime = stream.hasEventTime
    incomingLateness = stream.lateness
  }

  /// Reports a problem of the windows' operator.
  public func report(_ problem: String) { builder.report("operator \"\(name)\": \(problem)") }

  /// What holds for windows of every kind.
  public func check(problem: String?, needsEventTime: Bool, hasLateOutput: Bool) {
    if let problem { report(problem) }
    if allowedLateness < .zero { report("allowed lateness cannot be negative") }
    guard needsEventTime else { return }
    if !hasEventTime {
      builder.report(
        "operator \"\(name)\" needs event times; call eventTime(_:watermarks:) on the stream before")
    }
    // A result that is given again within its window's lateness is in time wherever as much is
    // allowed: the window that it falls into ends no earlier than its own.
    if incomingLateness > allowedLateness, !hasLateOutput {
      report(
        Self.loss(
          of: incomingLateness, before: "it",
          remedy: incomingLateness == Self.anyLateness
            ? "a lateTo: output" : "allowedLateness: of at least as much, or a lateTo: output"))
    }
  }

  /// That an operator would lose what windows before it give again, and what to give it.
  public static func loss(of lateness: Duration, before place: String, remedy: String) -> String {
    lateness == anyLateness
      ? "sessions before \(place) take results back that would be late and lost here; give it"
        + " \(remedy), or take .retracting() away"
      : "windows before \(place) give results again for \(lateness) after their end, and those"
        + " would be lost here; give it \(remedy)"
  }

  /// What holds for windows with a trigger.
  func check<T: Trigger>(_ trigger: T, _ rules: WindowPaneRules) {
    if let problem = trigger.problem { report(problem) }
    if rules.isMerging, !trigger.canMerge {
      report(
        "\(T.self) cannot be used with windows that merge; implement its onMerge and let canMerge"
          + " return true")
    }
    if trigger.purges, allowedLateness > .zero, !rules.isDiscarding {
      report(
        "\(T.self) purges, so a result for a late record would hold late records only; take the"
          + " allowed lateness away, or say .discarding() if every result is to be a part")
    }
    if rules.isRetracting, rules.isDiscarding || trigger.purges {
      report(
        "results that are parts of the whole do not replace each other; take .retracting() or the"
          + " discarding away")
    }
  }

  /// What a check of a trigger must know.
  struct WindowPaneRules {
    let isMerging: Bool
    let isDiscarding: Bool
    let isRetracting: Bool
  }
}
