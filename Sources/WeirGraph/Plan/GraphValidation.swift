import WeirCore
import WeirOperators

/// Everything that is wrong with a graph, in words that say what to change.
struct GraphValidation {
  let graph: JobGraph
  let planner: Planner

  var problems: [String] {
    graph.problems + shape + names + parallelism + connectors
  }

  private var shape: [String] {
    var problems: [String] = []
    let hasSource = graph.nodes.contains { if case .source = $0.kind { true } else { false } }
    let hasSink = graph.nodes.contains {
      guard case .sink = $0.kind else { return false }
      return $0.id.name != JobBuilder.deadLetterSinkName
    }
    if !hasSource { problems.append("the job has no source; begin with flow.source(_:_:)") }
    if !hasSink { problems.append("the job has no sink; end with sink(_:to:)") }
    return problems
  }

  private var names: [String] {
    var problems: [String] = []
    var seen: [String: Int] = [:]
    for node in graph.nodes where node.isNamed {
      if node.id.name.isEmpty { problems.append("an operator's name is empty; give it one") }
      if node.id.name.hasPrefix("#") {
        problems.append("operator \"\(node.id)\": names must not begin with #")
      }
      if let other = seen[node.id.name] {
        problems.append(
          "the name \"\(node.id)\" stands twice (\(graph.nodes[other].label) and \(node.label));"
            + " names are how state is found again, so give each operator its own")
      }
      seen[node.id.name] = node.index
    }
    for node in graph.nodes {
      for former in node.formerNames where seen[former] != nil {
        problems.append(
          "operator \"\(node.id)\" was \"\(former)\", but another operator has that name now")
      }
    }
    return problems
  }

  private var parallelism: [String] {
    var problems: [String] = []
    if planner.keyGroupCount < 1 || planner.keyGroupCount > 32_768 {
      problems.append("a job has 1 to 32,768 key groups, not \(planner.keyGroupCount)")
    }
    let all = graph.nodes.map { ($0.id.name, $0.parallelism ?? planner.parallelism) }
    for (name, parallelism) in all
    where parallelism < 1 || parallelism > planner.keyGroupCount {
      problems.append(
        "operator \"\(name)\" has parallelism \(parallelism); it must be 1 to"
          + " \(planner.keyGroupCount), the job's number of key groups")
      break
    }
    return problems
  }

  private var connectors: [String] {
    graph.nodes.compactMap { node in
      switch node.kind {
      case .source(let source): source.problem.map { "source \"\(node.id)\": \($0)" }
      case .sink(let sink): sink.problem.map { "sink \"\(node.id)\": \($0)" }
      case .transform: nil
      }
    }
  }
}
