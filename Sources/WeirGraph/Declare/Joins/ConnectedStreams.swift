import WeirCore
import WeirOperators

/// Two streams with one key, whose records meet in one operator.
///
/// ```swift
/// orders.keyed(by: \.id).connect(parcels.keyed(by: \.order)).process("shipments", Matching())
/// ```
public struct ConnectedStreams<Key: FieldValue, Left: FieldValue, Right: FieldValue> {
  /// The records of both, dealt out by key.
  public let both: KeyedStream<Key, Either<Left, Right>>
  /// Whether the records of each side have event times.
  public let leftHasEventTime: Bool
  public let rightHasEventTime: Bool
  /// How far behind the watermark windows before each side give results again.
  public let leftLateness: Duration
  public let rightLateness: Duration

  @inlinable @inline(__always)
  public init(_ left: KeyedStream<Key, Left>, _ right: KeyedStream<Key, Right>) {
    let (leftKey, rightKey) = (left.key, right.key)
    let key: @Sendable (Either<Left, Right>) throws -> Key = { record in
      switch record {
      case .left(let record): try leftKey(record)
      case .right(let record): try rightKey(record)
      }
    }
    let lefts: DataStream<Either<Left, Right>> = left.stream.inPlace(label: "left") { site in
      KernelOperator<Left, Either<Left, Right>>(
        id: site.id, context: site.context, kernel: .asLeft())
    }
    let rights: DataStream<Either<Left, Right>> = right.stream.inPlace(label: "right") { site in
      KernelOperator<Right, Either<Left, Right>>(
        id: site.id, context: site.context, kernel: .asRight())
    }
    both = lefts.union(rights).keyed(by: key)
    leftHasEventTime = left.stream.hasEventTime
    rightHasEventTime = right.stream.hasEventTime
    leftLateness = left.stream.lateness
    rightLateness = right.stream.lateness
  }

  /// Handles the records of both streams one by one with state and timers per key.
  /// - Parameters:
  ///   - name: stable: state is found by it.
  ///   - sideOutputs: the tags that the function may emit to.
  @inlinable @inline(__always)
  public func process<Function: KeyedCoProcessFunction>(
    _ name: String, _ function: Function, sideOutputs: [any AnyOutputTag] = [], was: String...
  ) -> DataStream<Function.Output>
  where Function.Key == Key, Function.Left == Left, Function.Right == Right {
    both.processed(name, was, Connected(function), sideOutputs, label: "co-process")
  }

  /// Reports what an operator of this name lacks.
  public func check(_ name: String, needsEventTime: Bool, _ problem: String?) {
    let builder = both.stream.builder
    if let problem { builder.report("operator \"\(name)\": \(problem)") }
    guard needsEventTime else { return }
    for (side, hasEventTime) in [("left", leftHasEventTime), ("right", rightHasEventTime)]
    where !hasEventTime {
      builder.report(
        "operator \"\(name)\" needs event times on both sides; call eventTime(_:watermarks:) on the"
          + " \(side) stream before keyed(by:)")
    }
  }

  /// Reports that results which windows before a side give again would be lost.
  /// - Parameters:
  ///   - allowed: how far behind the watermark a record is not late.
  ///   - takesOther: whether records of the right side are of use behind the watermark too.
  public func checkLateness(
    _ name: String, allowed: Duration = .zero, lateTo: OutputTag<Left>?, takesOther: Bool = false,
    lateOtherTo: OutputTag<Right>?
  ) {
    let sides = [
      ("left", leftLateness, lateTo != nil, "lateTo:"),
      ("right", rightLateness, takesOther || lateOtherTo != nil, "lateOtherTo:"),
    ]
    for (side, lateness, hasOutput, output) in sides where lateness > allowed && !hasOutput {
      let loss = WindowCheck.loss(
        of: lateness, before: "its \(side) stream", remedy: "a \(output) output")
      both.stream.builder.report("operator \"\(name)\": \(loss)")
    }
  }
}

extension KeyedStream {
  /// Brings two streams with one key together. Records of the two have no order between them; those
  /// of each keep theirs.
  @inlinable @inline(__always)
  public func connect<Right: FieldValue>(
    _ other: KeyedStream<Key, Right>
  ) -> ConnectedStreams<Key, Element, Right> {
    ConnectedStreams(self, other)
  }
}

extension DataStream {
  /// Adds a stateless operator to each of the stream's origins, in the subtasks that it comes out
  /// of.
  public func inPlace<Output: FieldValue>(
    label: String, factory: @escaping OperatorFactory
  ) -> DataStream<Output> {
    DataStream<Output>(
      builder: builder,
      origins: origins.map { origin in
        var (input, output) = (origin, origin)
        input.partitioning = .forward
        output.node = builder.add(
          name: nil, label: label, kind: .transform(factory), inputs: [input])
        output.port = 0
        output.partitioning = .forward
        builder.followInput(output.node)
        return output
      })
  }
}
