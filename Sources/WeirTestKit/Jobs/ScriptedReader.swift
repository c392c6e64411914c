import WeirCore

/// Carries out one script of a ``ScriptedSource``.
public final class ScriptedReader<Element: FieldValue>: SplitReader {
  public private(set) var split: ScriptedSplit
  private let script: [ScriptStep<Element>]
  private let isBounded: Bool
  private let memory: ScriptedSource<Element>.Memory
  private let context: SourceContext
  private var hasPaused = false

  init(
    _ split: ScriptedSplit, _ script: [ScriptStep<Element>], isBounded: Bool,
    memory: ScriptedSource<Element>.Memory, context: SourceContext
  ) {
    self.split = split
    self.script = script
    self.isBounded = isBounded
    self.memory = memory
    self.context = context
  }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    while split.position < script.count, batch.count < limit {
      let step = script[split.position]
      if case .record(let record) = step {
        batch.append(record)
        split.position += 1
        continue
      }
      // Every other step is done by a call of its own, when what came before it is on its way.
      if !batch.isEmpty { return .more }
      if let outcome = try await perform(step) { return outcome }
    }
    guard split.position == script.count else { return .more }
    return isBounded ? .end : .idle(retryAfter: nil)
  }

  /// Does what is no record; nil to go on reading.
  private func perform(_ step: ScriptStep<Element>) async throws -> ReadOutcome? {
    switch step {
    case .record, .flush: break
    case .idle(let delay):
      split.position += 1
      return .idle(retryAfter: delay)
    case .pause(let reached, let until):
      guard !until.isReleased else { break }
      if !hasPaused { until.whenReleased(context.wake) }
      hasPaused = true
      reached.release()
      return .idle(retryAfter: nil)
    case .stall(let reached, let until):
      reached.release()
      try await until.wait()
    case .crash:
      if memory.crashesNow(at: split.place) {
        throw WeirError(.inputOutput, "the script crashes at step \(split.position)")
      }
    case .fail(let error): throw error
    case .skip: context.deadLetters.countSkipped()
    case .deadLetter(let payload):
      var letter = DeadLetter()
      letter.operatorID = context.operatorID.name
      letter.payload = payload
      letter.reason = "the script says so"
      context.deadLetters.add(letter)
    }
    hasPaused = false
    split.position += 1
    return nil
  }

  public func close() {}
}
