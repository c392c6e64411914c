import WeirCore
import WeirOperators

extension DataStream {
  /// Handles each record with what a control stream has said so far to all subtasks.
  ///
  /// A control stream with event times takes part in the watermark; one without does not hold it
  /// back. Which records are handled before a control record comes is chance.
  /// - Parameters:
  ///   - name: stable: the shared state is found by it.
  ///   - control: small: every subtask keeps what it says. It is brought into one order by one
  ///     subtask.
  ///   - sideOutputs: the tags that the function may emit to.
  @inlinable @inline(__always)
  public func process<Function: BroadcastFunction>(
    _ name: String, broadcasting control: DataStream<Function.Control>, _ function: Function,
    sideOutputs: [any AnyOutputTag] = [], was: String...
  ) -> DataStream<Function.Output> where Function.Input == Element {
    let main: DataStream<Either<Function.Input, Function.Control>> = either(label: "main") {
      .left($0)
    }
    return main.union(control.asControl()).appending(
      name: name, was: was, label: "broadcast", sideOutputs: sideOutputs.map(\.name),
      hasEventTime: hasEventTime, dependsOnOrder: true
    ) { site in
      let sides = SideOutputs()
      for tag in sideOutputs { tag.declare(in: sides) }
      let context = site.context
      return KernelOperator<Either<Function.Input, Function.Control>, Function.Output>(
        id: site.id, context: context, sides: sides,
        kernel: .broadcast(function, sides: sides, clock: { context.processingTime }))
    }
  }

  /// Joins each record with the row that a small table, kept whole in every subtask, has for it at
  /// that moment.
  ///
  /// Which changes of the table a record sees is chance, unless the table is complete before: a
  /// join that must be the same in every run is one by event time.
  /// - Parameters:
  ///   - name: stable: the table is found by it.
  ///   - table: the table's changes.
  ///   - rowKey: the key of a row; a later row of the same key takes its place.
  ///   - key: which row a record is joined with.
  ///   - makeResult: from a record and its row, nil where there is none; nil leaves the record out.
  @inlinable @inline(__always)
  public func broadcastJoin<Key: FieldValue & Hashable, Row: FieldValue, Output: FieldValue>(
    _ name: String, _ table: DataStream<Change<Row>>,
    rowKey: @escaping @Sendable (Row) throws -> Key,
    on key: @escaping @Sendable (Element) throws -> Key, was: String...,
    into makeResult: @escaping @Sendable (Element, Row?) throws -> Output?
  ) -> DataStream<Output> {
    let function = BroadcastJoin(rowKey: rowKey, key: key, makeResult: makeResult)
    let main: DataStream<Either<Element, Change<Row>>> = either(label: "main") { .left($0) }
    return main.union(table.asControl()).appending(
      name: name, was: was, label: "broadcast join", hasEventTime: hasEventTime,
      dependsOnOrder: true
    ) { site in
      let context = site.context
      return KernelOperator<Either<Element, Change<Row>>, Output>(
        id: site.id, context: context,
        kernel: .broadcast(function, sides: SideOutputs(), clock: { context.processingTime }))
    }
  }

  /// As the other, with a table that rows are only put into.
  @inlinable @inline(__always)
  public func broadcastJoin<Key: FieldValue & Hashable, Row: FieldValue, Output: FieldValue>(
    _ name: String, _ table: DataStream<Row>, rowKey: @escaping @Sendable (Row) throws -> Key,
    on key: @escaping @Sendable (Element) throws -> Key,
    into makeResult: @escaping @Sendable (Element, Row?) throws -> Output?
  ) -> DataStream<Output> {
    let changes: DataStream<Change<Row>> = table.map { .put($0) }
    return broadcastJoin(name, changes, rowKey: rowKey, on: key, into: makeResult)
  }
}

extension DataStream {
  /// The stream as one side of two.
  @inlinable @inline(__always)
  public func either<Left: FieldValue, Right: FieldValue>(
    label: String, _ transform: @escaping @Sendable (Element) -> Either<Left, Right>
  ) -> DataStream<Either<Left, Right>> {
    appending(label: label) { site in
      KernelOperator<Element, Either<Left, Right>>(
        id: site.id, context: site.context, kernel: .map(transform))
    }
  }

  /// The stream as the control side of two: in the one order that a single subtask brings it into,
  /// to all. Without event times it does not hold back those of the main side.
  @inlinable @inline(__always)
  public func asControl<Left: FieldValue>() -> DataStream<Either<Left, Element>> {
    var control: DataStream<Either<Left, Element>> = either(label: "control") { .right($0) }
    control = control.parallelism(1)
    if !hasEventTime {
      control = control.appending(label: "untimed") { site in
        UntimedOperator(id: site.id, context: site.context)
      }
      control = control.parallelism(1)
    }
    return control.broadcast()
  }
}

extension KeyedStream {
  /// Handles each record with its key's state and timers, and with what a control stream has said
  /// so far to all subtasks.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - control: small: every subtask keeps what it says. It is brought into one order by one
  ///     subtask.
  ///   - sideOutputs: the tags that the function may emit to.
  @inlinable @inline(__always)
  public func process<Function: KeyedBroadcastFunction>(
    _ name: String, broadcasting control: DataStream<Function.Control>, _ function: Function,
    sideOutputs: [any AnyOutputTag] = [], was: String...
  ) -> DataStream<Function.Output> where Function.Key == Key, Function.Input == Element {
    let key = key
    let hasEventTime = stream.hasEventTime
    let main: DataStream<Either<Function.Input, Function.Control>> =
      stream.partitioned(.forward).either(label: "main") { .left($0) }
    let byKey = main.partitioned(
      Partitioning(kind: .hash) { site in
        HashPartitioner<Either<Function.Input, Function.Control>>(
          destinationCount: site.destinationCount, keyGroupCount: site.keyGroupCount
        ) { batch, partitioner in
          try partitioner.deal(batch) { record in
            guard case .left(let record) = record else { return 0 }
            return try key(record).stableHash
          }
        }
      })
    return byKey.union(control.asControl()).appending(
      name: name, was: was, label: "keyed broadcast", sideOutputs: sideOutputs.map(\.name),
      hasEventTime: hasEventTime, dependsOnOrder: true
    ) { site in
      let sides = SideOutputs()
      for tag in sideOutputs { tag.declare(in: sides) }
      let context = site.context
      let shared = SharedState(function.makeShared())
      return KernelOperator<Either<Function.Input, Function.Control>, Function.Output>(
        id: site.id, context: context, sides: sides,
        keyed: { keyGroups in
          .keyedBroadcast(
            function, shared: shared, keyGroups: keyGroups, key: key, sides: sides,
            clock: { context.processingTime })
        })
    }
  }
}
