import WeirCore

extension EpochLogReader {
  /// What a span of epochs did to the store, whatever it refused of it: the last change of each key.
  /// Blocks.
  /// - Parameter label: A key for people.
  /// - Throws: `usage` when the log of the span is not kept any more.
  public func netEffect(
    of span: EpochSpan, label: (UnsafeRawBufferPointer) -> String
  ) throws -> NetEffect {
    var effect = NetEffect(countsOccurrences: false)
    let commits = span.commits
    do {
      for partition in Set(commits.flatMap(\.partitions)).sorted() {
        let pages = pages(of: partition, in: commits, pageSize: StoreOptions().pageSize)
        while let page = try pages.next() {
          try page.forEachChange { change in
            let name = label(change.key)
            switch change.kind {
            case .put: effect.set(change.key, to: change.payload, label: name)
            case .redrive:
              let redriven = try RedrivenChange(change)
              guard redriven.isForced || !effect.has(change.key) else { return }
              effect.set(change.key, to: redriven.put.payload, label: name)
            case .remove: effect.set(change.key, to: nil, label: name)
            }
          }
        }
      }
    } catch is SnapshotExpired {
      throw WeirError(
        .usage, "the log from \(span.start.epoch) to \(span.end.epoch) is not kept any more; run the"
          + " original with a higher --checkpoint-retained", at: .init(file: directory))
    }
    return effect
  }
}
