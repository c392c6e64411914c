/// Starts concurrent work. The runtime has no other way to do so, which is what lets a whole job
/// run on one thread under a seeded scheduler.
public protocol Spawner: Sendable {
  /// Starts `body`; the returned handle cancels and awaits it.
  func spawn(_ body: @escaping @Sendable () async -> Void) -> SpawnedTask
}

/// A handle on work started by a ``Spawner``.
public struct SpawnedTask: Sendable {
  private let task: Task<Void, Never>
  public init(_ task: Task<Void, Never>) { self.task = task }
  /// Asks the work to end; it ends at its next suspension that looks.
  public func cancel() { task.cancel() }
  /// Waits until the work has ended.
  public func wait() async { await task.value }
}
