import WeirCore
import WeirGraph
import WeirRuntime

/// A job's progress as lines of text: the state, a table of operators, checkpoints, a bar.
struct ProgressView: Sendable {
  private let progress: JobProgress
  private let rates: ProgressRates?
  private let now: EventTime

  /// - Parameter now: For the age of the checkpoint.
  init(_ progress: JobProgress, rates: ProgressRates?, now: EventTime) {
    self.progress = progress
    self.rates = rates
    self.now = now
  }

  /// As many lines as fit, none wider than the terminal, without control characters.
  func lines(in size: TerminalSize) -> [String] {
    let bar = barLine(columns: size.columns)
    let end = ([checkpointLine] + storeLines + [bar, errorLine]).compactMap { $0 }
    var table = operatorTable
    // One row stays free for the cursor, so that nothing scrolls while the block is redrawn.
    let room = max(0, size.rows - 2 - end.count)
    if table.count > room {
      let hidden = table.count - max(0, room - 1)
      table = room == 0 ? [] : Array(table.prefix(room - 1)) + ["  … and \(hidden) more"]
    }
    return ([stateLine] + table + end).prefix(max(1, size.rows - 1)).map {
      DisplayWidth.truncated(PrintableText.escaped($0), to: size.columns)
    }
  }

  /// State, time, and what was read, in one line for logs.
  var summaryLine: String {
    var read: String?
    if !progress.operators.isEmpty {
      let rate = rates?.recordsRead.map { " (\(Quantity.rate($0)))" } ?? ""
      read = "\(Quantity.exact(progress.recordsRead)) records read\(rate)"
    }
    let fraction = progress.fractionRead.map { "\(Quantity.share($0)) of the input" }
    return PrintableText.escaped(
      (([stateLine, read, fraction, checkpointLine] + storeLines + [errorLine]).compactMap { $0 })
        .joined(separator: "; "))
  }

  private var stateLine: String {
    var parts = [
      "\(progress.job) \(progress.state)",
      Quantity.duration(milliseconds: progress.elapsedMilliseconds),
    ]
    if progress.attempt > 0 { parts.append("attempt \(progress.attempt)") }
    if progress.restarts > 0 {
      parts.append("\(progress.restarts) restart\(progress.restarts == 1 ? "" : "s")")
    }
    if progress.state == "stopping" { parts.append("a second signal ends it at once") }
    return parts.joined(separator: ", ")
  }

  private var operatorTable: [String] {
    guard !progress.operators.isEmpty else { return [] }
    var table = TextTable(
      [.left, .right, .right, .right, .left],
      headings: ["  operator", "in", "out", "backpressure", ""])
    // Every job has a place for dead letters; it is shown once there are any.
    for item in progress.operators
    where item.id != JobBuilder.deadLetterSinkName || item.recordsIn > 0 {
      let rate = rates?.operators[item.id]
      let name = item.id.hasPrefix("#") ? item.label : item.id
      let counters = item.counters.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        .map { "\($0.key) \(Quantity.exact($0.value))" }.joined(separator: ", ")
      table.add(
        PrintableText.escaped("  \(name) ×\(item.parallelism)"),
        rate.map { Quantity.rate($0.recordsIn) } ?? "–",
        rate.map { Quantity.rate($0.recordsOut) } ?? "–", Quantity.share(item.backpressure),
        PrintableText.escaped(counters))
    }
    return table.lines
  }

  private var checkpointLine: String? {
    let checkpoint = progress.checkpoint
    let phase =
      ["idle", "done"].contains { checkpoint.phase.hasPrefix($0) } ? nil : checkpoint.phase
    guard let latest = checkpoint.latest else { return phase.map { "first checkpoint: \($0)" } }
    var parts = ["\(CheckpointID(latest))"]
    if let completed = checkpoint.completed {
      let age = now - .milliseconds(completed.milliseconds)
      parts[0] += " \(Quantity.duration(milliseconds: age.milliseconds)) ago"
    }
    if let duration = checkpoint.durationMilliseconds {
      parts.append("took \(Quantity.duration(milliseconds: duration))")
    }
    if let phase { parts.append("now: \(phase)") }
    return parts.joined(separator: ", ")
  }

  /// Stores that do not work, are far behind, or have refused changes; the others need no words.
  private var storeLines: [String] {
    var lines = progress.stores.compactMap(Self.line)
    if progress.isThrottled { lines.append("the sources wait until the stores have caught up") }
    return lines
  }

  /// One epoch is being applied most of the time, and the next may wait for it.
  private static let usualLag = 2

  private static func line(_ store: StoreProgress) -> String? {
    var parts: [String] = []
    if store.isFailing || store.unappliedEpochs > usualLag {
      let place = store.appliedEpoch.map { "at \(CheckpointID($0))" } ?? "not read yet"
      let bytes = Quantity.bytes(store.unappliedByteCount)
      parts.append("\(place), \(store.unappliedEpochs) epochs (\(bytes)) behind")
    }
    if store.isFailing {
      let breaker = store.breaker == "closed" ? "" : ", breaker \(store.breaker)"
      let failure = store.lastFailure.map { ": \($0)" } ?? ""
      parts.append("failures in a row \(store.failures)\(breaker)\(failure)")
    }
    if store.rejected > 0 {
      parts.append("refused changes \(Quantity.exact(store.rejected)), see the dead letters")
    }
    return parts.isEmpty ? nil : "store \(store.sink): " + parts.joined(separator: "; ")
  }

  private func barLine(columns: Int) -> String? {
    guard let fraction = progress.fractionRead, fraction.isFinite else { return nil }
    let share = min(1, max(0, fraction))
    let left = rates?.millisecondsLeft.map { ", \(Quantity.duration(milliseconds: $0)) left" } ?? ""
    let text = " \(Quantity.share(share))" + (share < 1 ? left : "")
    let width = min(40, columns - DisplayWidth.columns(of: text) - 2)
    guard width >= 5 else { return String(text.dropFirst()) }
    let filled = Int((Double(width) * share).rounded(.down))
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "-", count: width - filled) + "]" + text
  }

  private var errorLine: String? {
    // What a run has failed with is said in full by whoever shows its end.
    guard let error = progress.lastError, progress.state != "failed",
      progress.restarts > 0 || progress.state == "restarting"
    else { return nil }
    return "last failure: \(error)"
  }
}
