import WeirCore
import WeirOperators

extension DataStream {
  /// One output record for each input record, made by an asynchronous function: a request to
  /// another service, for example.
  ///
  /// Records whose calls have not ended are part of every checkpoint, and after a restart the
  /// function is called for them again. It must therefore be harmless to call it twice.
  /// - Parameters:
  ///   - name: stable: records in flight are found by it.
  ///   - order: whether outputs keep the order of their inputs.
  ///   - capacity: how many records may be inside in each subtask; then the input waits.
  ///   - timeout: how long one call may take.
  ///   - retries: calls after one that failed or took too long.
  ///   - failedTo: where records go whose calls have failed for good; nil: that fails the job.
  ///   - transform: runs on any task, many at a time. Its task is cancelled when its result is no
  ///     longer awaited.
  public func asyncMap<Output: FieldValue>(
    _ name: String, _ order: CallOrder, capacity: Int, timeout: Duration,
    retries: CallRetries = .none, failedTo: OutputTag<Element>? = nil, was: String...,
    transform: @escaping @Sendable (Element) async throws -> Output
  ) -> DataStream<Output> {
    let options = CallOptions(
      order: order, capacity: capacity, timeout: timeout, retries: retries)
    report(options.problem, of: name)
    return appending(
      name: name, was: was, label: "async map", sideOutputs: failedTo.map { [$0.name] } ?? []
    ) { site in
      AsyncOperator<Element, Element, Output, Output>(
        id: site.id, context: site.context,
        function: AsyncFunction(question: { $0 }, ask: transform, output: { $1 }),
        options: options, failedTo: failedTo)
    }
  }

  /// Joins each record with a row of a table outside the job, as it is when it is asked for.
  ///
  /// A record that waits for the same row as another makes no call of its own. Results depend on
  /// when the table is asked; they are the same in a replay only if the table is.
  /// - Parameters:
  ///   - name: stable: records in flight are found by it.
  ///   - key: which row a record is joined with.
  ///   - caching: what is remembered of answers, in each subtask.
  ///   - order: whether outputs keep the order of their inputs.
  ///   - capacity: how many records may be inside in each subtask; then the input waits.
  ///   - timeout: how long one call may take.
  ///   - retries: calls after one that failed or took too long.
  ///   - failedTo: where records go whose calls have failed for good; nil: that fails the job.
  ///   - makeResult: from a record and its row, nil where there is none; nil leaves the record out.
  public func lookupJoin<Table: LookupTable, Output: FieldValue>(
    _ name: String, _ table: Table, on key: @escaping @Sendable (Element) throws -> Table.Key,
    caching: LookupCaching, _ order: CallOrder, capacity: Int, timeout: Duration,
    retries: CallRetries = .none, failedTo: OutputTag<Element>? = nil, was: String...,
    into makeResult: @escaping @Sendable (Element, Table.Row?) throws -> Output?
  ) -> DataStream<Output> {
    let options = CallOptions(
      order: order, capacity: capacity, timeout: timeout, retries: retries)
    report(options.problem ?? caching.problem, of: name)
    return appending(
      name: name, was: was, label: "lookup join", sideOutputs: failedTo.map { [$0.name] } ?? []
    ) { site in
      AsyncOperator<Element, Table.Key, Table.Row?, Output>(
        id: site.id, context: site.context,
        function: AsyncFunction(
          question: key, ask: table.row(for:), output: makeResult),
        options: options, memory: LookupMemory(caching), failedTo: failedTo)
    }
  }

  /// Reports what is wrong with an operator of this name, if anything is.
  public func report(_ problem: String?, of name: String) {
    if let problem { builder.report("operator \"\(name)\": \(problem)") }
  }
}
