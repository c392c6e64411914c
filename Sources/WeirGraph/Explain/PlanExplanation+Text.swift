extension PlanExplanation {
  /// Chains and their operators as an indented list.
  public var text: String {
    var lines = ["job \(job), \(keyGroups) key groups"]
    for chain in chains {
      lines.append("chain \(chain.index), parallelism \(chain.parallelism)")
      for item in chain.operators {
        let inputs = edges.filter { $0.to == item.node }.map { describe($0) }
        let from = inputs.isEmpty ? "" : "  <- " + inputs.joined(separator: ", ")
        lines.append("  [\(item.node)] \(item.kind) \(name(item))\(from)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func describe(_ edge: Edge) -> String {
    let side = edge.sideOutput.map { " (\($0))" } ?? ""
    let means = edge.isChained ? (edge.isByKey ? "hash, chained" : "chained") : edge.partitioning
    return "[\(edge.from)]\(side) \(means)"
  }

  private func label(_ edge: Edge) -> String {
    [edge.isChained && !edge.isByKey ? nil : edge.partitioning, edge.sideOutput].compactMap { $0 }
      .joined(separator: " ")
  }

  /// A flowchart for Mermaid; each chain is a box.
  public var mermaid: String {
    var lines = ["flowchart LR"]
    for chain in chains {
      lines.append("  subgraph c\(chain.index)[\"chain \(chain.index) × \(chain.parallelism)\"]")
      for item in chain.operators {
        lines.append("    n\(item.node)[\"\(escaped(name(item), quote: "#quot;"))\"]")
      }
      lines.append("  end")
    }
    for edge in edges {
      let label = label(edge)
      let arrow = label.isEmpty ? "-->" : "-->|\"\(escaped(label, quote: "#quot;"))\"|"
      lines.append("  n\(edge.from) \(arrow) n\(edge.to)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A digraph for Graphviz; each chain is a cluster.
  public var dot: String {
    var lines = ["digraph \"\(escaped(job, quote: "\\\""))\" {", "  rankdir=LR; node [shape=box];"]
    for chain in chains {
      lines.append("  subgraph cluster_\(chain.index) {")
      lines.append("    label=\"chain \(chain.index) x \(chain.parallelism)\";")
      for item in chain.operators {
        lines.append("    n\(item.node) [label=\"\(escaped(name(item), quote: "\\\""))\"];")
      }
      lines.append("  }")
    }
    for edge in edges {
      let label = label(edge)
      lines.append(
        "  n\(edge.from) -> n\(edge.to) [label=\"\(escaped(label, quote: "\\\""))\"];")
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ item: Operator) -> String {
    item.id.hasPrefix("#") ? item.label : "\(item.id): \(item.label)"
  }

  /// Names come from the job's author and may hold anything.
  private func escaped(_ text: String, quote: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\"": result += quote
      case "\\": result += quote == "\\\"" ? "\\\\" : "\\"
      case "\n", "\r": result += " "
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
