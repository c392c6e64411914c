import WeirCore

/// What windows with a trigger keep of their records and make of it.
public protocol PaneFunction: Sendable {
  associatedtype Key: FieldValue
  associatedtype Input: FieldValue
  /// What is kept of a window's records.
  associatedtype Contents: FieldValue
  associatedtype Output: FieldValue
  func makeContents() -> Contents
  func add(_ record: Input, to contents: inout Contents) throws
  /// Unites two windows; `other` has the later start.
  func merge(_ other: Contents, into contents: inout Contents) throws
  /// Gives a window's results, each to `give`.
  func results(
    _ key: Key, _ pane: Pane, _ contents: Contents, _ give: (Output) -> Void
  ) throws
}

/// One result of an aggregate.
public struct AggregatePanes<
  Key: FieldValue, Aggregate: AggregateFunction, Output: FieldValue
>: PaneFunction {
  @usableFromInline let aggregate: Aggregate
  @usableFromInline let makeResult: @Sendable (Key, Pane, Aggregate.Output) throws -> Output

  @inlinable public init(
    _ aggregate: Aggregate,
    _ makeResult: @escaping @Sendable (Key, Pane, Aggregate.Output) throws -> Output
  ) {
    self.aggregate = aggregate
    self.makeResult = makeResult
  }

  @inlinable public func makeContents() -> Aggregate.Accumulator { aggregate.makeAccumulator() }
  @inlinable public func add(
    _ record: Aggregate.Input, to contents: inout Aggregate.Accumulator
  ) throws { try aggregate.add(record, to: &contents) }
  @inlinable public func merge(
    _ other: Aggregate.Accumulator, into contents: inout Aggregate.Accumulator
  ) throws { try aggregate.merge(other, into: &contents) }
  @inlinable public func results(
    _ key: Key, _ pane: Pane, _ contents: Aggregate.Accumulator, _ give: (Output) -> Void
  ) throws { give(try makeResult(key, pane, try aggregate.result(of: contents))) }
}

/// Any number of results from all records of a window.
public struct ElementPanes<
  Key: FieldValue, Input: FieldValue, Outputs: Sequence & SendableMetatype
>: PaneFunction where Outputs.Element: FieldValue {
  @usableFromInline let body: @Sendable (Key, Pane, [Input]) throws -> Outputs

  @inlinable public init(_ body: @escaping @Sendable (Key, Pane, [Input]) throws -> Outputs) {
    self.body = body
  }

  @inlinable public func makeContents() -> [Input] { [] }
  @inlinable public func add(_ record: Input, to contents: inout [Input]) {
    contents.append(record)
  }
  @inlinable public func merge(_ other: [Input], into contents: inout [Input]) {
    contents.append(contentsOf: other)
  }
  @inlinable public func results(
    _ key: Key, _ pane: Pane, _ contents: [Input], _ give: (Outputs.Element) -> Void
  ) throws { for result in try body(key, pane, contents) { give(result) } }
}
