import WeirCore
import WeirOperators

extension DataStream {
  /// One output record for each input record. An error that `transform` throws fails the job.
  @inlinable @inline(__always)
  public func map<Output: FieldValue>(
    _ transform: @escaping @Sendable (Element) throws -> Output
  ) -> DataStream<Output> {
    appending(label: "map") { site in
      KernelOperator<Element, Output>(id: site.id, context: site.context, kernel: .map(transform))
    }
  }

  /// The records that satisfy a predicate.
  @inlinable @inline(__always)
  public func filter(
    _ isIncluded: @escaping @Sendable (Element) throws -> Bool
  ) -> DataStream<Element> {
    appending(label: "filter") { site in
      KernelOperator<Element, Element>(
        id: site.id, context: site.context, kernel: .filter(isIncluded))
    }
  }

  /// One output record for each input record for which there is one.
  @inlinable @inline(__always)
  public func compactMap<Output: FieldValue>(
    _ transform: @escaping @Sendable (Element) throws -> Output?
  ) -> DataStream<Output> {
    appending(label: "compactMap") { site in
      KernelOperator<Element, Output>(
        id: site.id, context: site.context, kernel: .compactMap(transform))
    }
  }

  /// Any number of output records for each input record. A long sequence may be interrupted by a
  /// checkpoint; after a restart `transform` is called again for the same record and must give the
  /// same sequence.
  @inlinable @inline(__always)
  public func flatMap<Outputs: Sequence & SendableMetatype>(
    _ transform: @escaping @Sendable (Element) throws -> Outputs
  ) -> DataStream<Outputs.Element> where Outputs.Element: FieldValue {
    appending(label: "flatMap") { site in
      KernelOperator<Element, Outputs.Element>(
        id: site.id, context: site.context, kernel: .flatMap(transform))
    }
  }

  /// Gives records their event times and makes watermarks from them, per split when it stands behind
  /// a source with nothing but stateless operators between.
  ///
  /// A time outside ``EventTime/earliestEvent`` ... ``EventTime/latestEvent`` fails the job. Sources
  /// treat lines with such times in their records as malformed, so this is for times that `time`
  /// makes itself.
  @inlinable @inline(__always)
  public func eventTime(
    _ time: @escaping @Sendable (Element) -> EventTime, watermarks: WatermarkStrategy
  ) -> DataStream<Element> {
    // Around `time` alone, so that it is compiled into the loop.
    let assign: @Sendable (Batch<Element>) throws -> Void = { batch in
      let times = batch.makeTimes()
      batch.hasEventTimes = true
      let values = batch.values
      var areOfEvents = true
      for index in batch.head..<batch.count {
        let assigned = time((values + index).pointee)
        areOfEvents = areOfEvents && assigned.isOfEvent
        times[index] = assigned
      }
      if !areOfEvents { try TimestampOperator<Element>.refuse(batch) }
    }
    return appending(label: "eventTime", hasEventTime: true, lateness: .zero) { site in
      TimestampOperator<Element>(
        id: site.id, context: site.context, strategy: watermarks, assign: assign)
    }
  }

  /// Brings the records of each key together in one subtask.
  @inlinable @inline(__always)
  public func keyed<Key: FieldValue>(
    by key: @escaping @Sendable (Element) throws -> Key
  ) -> KeyedStream<Key, Element> {
    KeyedStream(
      stream: partitioned(
        Partitioning(kind: .hash) { site in
          HashPartitioner<Element>(
            destinationCount: site.destinationCount, keyGroupCount: site.keyGroupCount
          ) { batch, partitioner in
            try partitioner.deal(batch, key: key)
          }
        }),
      key: key)
  }
}
