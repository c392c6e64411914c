import WeirCore
import WeirGraph
import WeirLinesStore

/// `weir graph`: what a job would run, in four formats.
struct GraphCommand {
  let context: CommandContext

  func run() throws -> ExitCode {
    let explanation = try explain(context.job())
    switch try format() {
    case .text: say(explanation.text)
    case .mermaid: say(explanation.mermaid)
    case .dot: say(explanation.dot)
    case .json: try context.say(json: explanation)
    }
    return .success
  }

  private enum Format: String, CaseIterable { case text, mermaid, dot, json }

  private func format() throws -> Format {
    let text = context.arguments.values["format"] ?? (context.wantsJSON ? "json" : "text")
    guard let format = Format(rawValue: text) else {
      let names = Format.allCases.map(\.rawValue)
      throw WeirError(
        .usage,
        "there is no format \"\(text)\";\(Suggestion.phrase(for: text, among: names))"
          + " the formats are \(names.joined(separator: ", "))")
    }
    if context.wantsJSON, format != .json {
      throw WeirError(.usage, "--json contradicts --format \(text); leave one out")
    }
    return format
  }

  private func explain<J: Job>(_ type: J.Type) throws -> PlanExplanation {
    let options = JobOptions(context)
    let job = try options.job(type)
    let flow = JobBuilder(deadLetterSink: JSONLinesSink<DeadLetter>())
    try job.define(on: flow)
    let planner = Planner(
      parallelism: try options.parallelism(of: type), keyGroupCount: type.keyGroupCount)
    return PlanExplanation(try planner.plan(flow.finish(), job: type.name), job: type.name)
  }

  private func say(_ text: String) { context.console.say(String(text.dropLast())) }
}
