/// The limits of one file: a name and a number on each line; `#` begins a comment.
struct Limits {
  private(set) var values: [(name: String, limit: Double)] = []

  /// - Parameter file: Named in errors.
  init(_ text: String, file: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let content = line.prefix { $0 != "#" }
      let words = content.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { continue }
      guard words.count == 2, let limit = Double(words[1]), limit >= 0, limit.isFinite else {
        throw CounterError("\(file):\(index + 1): `\(line)` is not a name and a limit")
      }
      let name = String(words[0])
      guard self[name] == nil else {
        throw CounterError("\(file):\(index + 1): \(name) is there twice")
      }
      values.append((name, limit))
    }
  }

  subscript(name: String) -> Double? { values.first { $0.name == name }?.limit }

  /// A value below half its limit must be so much apart from it before it fails.
  static let slack = 2.0

  /// What is wrong with what was measured, one line each.
  func problems(_ counters: [Counter], file: String) -> [String] {
    var problems: [String] = []
    for counter in counters {
      let value = Self.text(counter.value)
      guard let limit = self[counter.name] else {
        problems.append("\(counter.name): \(value), and there is no limit; add one to \(file)")
        continue
      }
      let allowed = Self.text(limit)
      if counter.value > limit {
        problems.append(
          "\(counter.name): \(value), over the limit of \(allowed); find out what costs more, or "
            + "raise the limit in \(file)")
      } else if counter.value < limit / 2, limit - counter.value > Self.slack {
        problems.append(
          "\(counter.name): \(value), less than half the limit of \(allowed); lower the limit in "
            + "\(file), so that it holds what was gained")
      }
    }
    for (name, _) in values where !counters.contains(where: { $0.name == name }) {
      problems.append("\(name): not measured; remove it from \(file)")
    }
    return problems
  }

  /// A file of these counters, each with a limit a little above it.
  static func fileText(_ counters: [Counter], _ kind: CounterKind) -> String {
    var text = kind.explanation + "\n# Limits lie a twentieth above what was measured"
    text += kind.room > 0 ? ", and \(Self.text(kind.room)) more" : ""
    text += ".\n# To write them anew: weir-counters update \(kind.rawValue)\n"
    for counter in counters {
      // Rounded up, so that a number does not exceed its own limit.
      let limit = ((counter.most * 1.05 + kind.room) * 100 - 1e-6).rounded(.up) / 100
      text += "\(padded(counter.name))  \(Self.text(limit))\n"
    }
    return text
  }

  private static func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 24 - name.utf8.count))
  }

  /// At most two digits behind the point.
  static func text(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? String(Int64(rounded)) : String(rounded)
  }
}
