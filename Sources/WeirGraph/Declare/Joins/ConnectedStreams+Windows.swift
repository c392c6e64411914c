import WeirCore
import WeirOperators

/// Windows over the records of both streams, whose results a trigger may give.
///
/// What follows sees each record as one of either stream: a join, a co-group, an aggregate, a
/// function over all of them. A window join that gives one result at the end of each window is
/// cheaper as ``WindowedStream/join(_:with:lateOtherTo:was:into:)``.
extension ConnectedStreams {
  /// Cuts both streams together into tumbling, sliding or cumulating windows.
  /// - Parameters:
  ///   - allowedLateness: how long after its end a window takes records; each gives its whole
  ///     result again.
  ///   - lateTo: where records go that are too late for every window; nil: they are counted.
  @inlinable @inline(__always)
  public func window(
    _ windows: AlignedWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Either<Left, Right>>? = nil
  ) -> TriggeredStream<Key, Either<Left, Right>, EventTimeTrigger<Either<Left, Right>>> {
    both.window(windows, allowedLateness: allowedLateness, lateTo: lateTo).revised()
  }

  /// Cuts both streams together into sessions.
  @inlinable @inline(__always)
  public func window(
    _ windows: SessionWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Either<Left, Right>>? = nil
  ) -> TriggeredStream<Key, Either<Left, Right>, EventTimeTrigger<Either<Left, Right>>> {
    both.window(windows, allowedLateness: allowedLateness, lateTo: lateTo).revised()
  }

  /// One window per key over all of time and both streams.
  @inlinable @inline(__always)
  public func window(
    _ windows: GlobalWindows
  ) -> TriggeredStream<Key, Either<Left, Right>, EventTimeTrigger<Either<Left, Right>>> {
    both.window(windows).revised()
  }

  /// Cuts both streams together into windows that assigners of the job's own give, or into sessions
  /// whose gap each record says: `.window(.session(gap: \.pause), .session(gap: \.pause))`.
  /// - Parameters:
  ///   - left: the windows of this side's records.
  ///   - right: the windows of the other side's.
  @inlinable @inline(__always)
  public func window<LeftWindows: WindowAssigner, RightWindows: WindowAssigner>(
    _ left: LeftWindows, _ right: RightWindows, allowedLateness: Duration = .zero,
    lateTo: OutputTag<Either<Left, Right>>? = nil
  ) -> TriggeredStream<Key, Either<Left, Right>, EventTimeTrigger<Either<Left, Right>>>
  where LeftWindows.Input == Left, RightWindows.Input == Right {
    both.window(EitherWindows(left, right), allowedLateness: allowedLateness, lateTo: lateTo)
  }
}
