import WeirCore

/// Keeps a small table in every subtask and joins each record with its row.
public struct BroadcastJoin<
  Input: FieldValue, Key: FieldValue & Hashable, Row: FieldValue, Output: FieldValue
>: BroadcastFunction {
  @usableFromInline let rowKey: @Sendable (Row) throws -> Key
  @usableFromInline let key: @Sendable (Input) throws -> Key
  @usableFromInline let makeResult: @Sendable (Input, Row?) throws -> Output?

  @inlinable public init(
    rowKey: @escaping @Sendable (Row) throws -> Key,
    key: @escaping @Sendable (Input) throws -> Key,
    makeResult: @escaping @Sendable (Input, Row?) throws -> Output?
  ) {
    self.rowKey = rowKey
    self.key = key
    self.makeResult = makeResult
  }

  @inlinable public func makeShared() -> [ExactKey<Key>: Row] { [:] }

  @inlinable public func update(
    _ change: Change<Row>, shared: inout [ExactKey<Key>: Row]
  ) throws {
    let key = ExactKey(try rowKey(change.row))
    shared[key] = change.isRemoval ? nil : change.row
  }

  @inlinable public func process(
    _ record: Input, shared: [ExactKey<Key>: Row], context: RecordContext<Output>
  ) throws {
    if let output = try makeResult(record, shared[ExactKey(try key(record))]) { context.emit(output) }
  }
}
