import WeirCore
import WeirOperators

extension KeyedStream {
  /// One record of several of a key.
  ///
  /// A record opens a stretch of time around its own; further records whose times lie less than the
  /// retention before or after are its duplicates.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - keeping: the first that came, at once; or the last in event time, when the watermark has
  ///     passed the stretch, with the time of its end. With `.forever`, when input has ended.
  ///   - retention: the length of the stretch.
  ///   - allowedLateness: how far behind the watermark a record may be. One further behind, of a
  ///     key that is not remembered, might be a duplicate or not: it is late.
  ///   - lateTo: where late records go; nil: they are counted.
  @inlinable @inline(__always)
  public func deduplicate(
    _ name: String, keeping: DuplicateKeeping, within retention: Retention,
    allowedLateness: Duration = .zero, lateTo: OutputTag<Element>? = nil, was: String...
  ) -> DataStream<Element> {
    stream.check(retention, of: name)
    if allowedLateness < .zero { stream.report("allowed lateness cannot be negative", of: name) }
    if retention == .forever, lateTo != nil {
      stream.report("no record is late when all keys are remembered; leave lateTo out", of: name)
    }
    if retention != .forever, stream.lateness > allowedLateness, lateTo == nil {
      let loss = WindowCheck.loss(
        of: stream.lateness, before: "it",
        remedy: "allowedLateness: of at least as much, or a lateTo: output")
      stream.report(loss, of: name)
    }
    let function = Deduplication<Key, Element>(
      keeping: keeping, retention: retention, allowedLateness: allowedLateness, lateTo: lateTo)
    let code = OperatorCode<Element, Element>.process(Deduplication<Key, Element>.self, key: key)
    return stream.appending(
      name: name, was: was, label: "deduplicate", sideOutputs: lateTo.map { [$0.name] } ?? [],
      dependsOnOrder: true
    ) { site in
      let sides = SideOutputs()
      if let lateTo { sides.add(lateTo) }
      // What is given at the end of input may have any time.
      let holdsWatermarks = keeping == .last && retention == .forever
      return .processing(function, code, site, sides, holdsWatermarks: holdsWatermarks)
    }
  }
}
