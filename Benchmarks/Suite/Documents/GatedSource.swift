import Synchronization
import Weir

/// A gate in a source: closed until what came before it is in the store.
final class Gate: Sendable {
  private let state = Atomic(false)
  var isOpen: Bool { state.load(ordering: .acquiring) }
  func open() { state.store(true, ordering: .releasing) }
}

/// A generator that waits before one of its numbers.
struct GatedSource<Element: FieldValue>: Source {
  let upstream: GeneratorSource<Element>
  /// The number before which it waits.
  let number: Int
  let gate: Gate

  var isBounded: Bool { upstream.isBounded }

  func discoverSplits(_ context: SourceContext) async throws -> [GeneratorSplit] {
    try await upstream.discoverSplits(context)
  }

  func makeReader(
    for split: GeneratorSplit, _ context: SourceContext
  ) async throws -> GatedReader<Element> {
    GatedReader(
      upstream: try await upstream.makeReader(for: split, context), number: number, gate: gate)
  }
}

final class GatedReader<Element: FieldValue>: SplitReader {
  private let upstream: GeneratorReader<Element>
  private let number: Int
  private let gate: Gate

  init(upstream: GeneratorReader<Element>, number: Int, gate: Gate) {
    self.upstream = upstream
    self.number = number
    self.gate = gate
  }

  var split: GeneratorSplit { upstream.split }

  func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    if gate.isOpen { return try await upstream.read(into: batch, limit: limit) }
    let distance = number - Int(split.next)
    guard distance > 0 else { return .idle(retryAfter: .milliseconds(5)) }
    let left = (distance - 1) / Int(split.splitCount) + 1
    return try await upstream.read(into: batch, limit: min(limit, left))
  }

  func close() async { await upstream.close() }
}
