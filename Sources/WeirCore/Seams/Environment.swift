/// Everything outside the engine: disk, threads, time, and the faults that tests arm.
public struct Environment: Sendable {
  public var fileSystem: any FileSystem
  public var blocking: any BlockingPool
  public var clock: any ProcessingClock
  public var spawner: any Spawner
  public var failpoints: any Failpoints
  /// A source of random bits for jitter and ids; never for routing or results.
  public var random: @Sendable () -> UInt64

  public init(
    fileSystem: any FileSystem, blocking: any BlockingPool, clock: any ProcessingClock,
    spawner: any Spawner, failpoints: any Failpoints = NoFailpoints(),
    random: @escaping @Sendable () -> UInt64
  ) {
    self.fileSystem = fileSystem
    self.blocking = blocking
    self.clock = clock
    self.spawner = spawner
    self.failpoints = failpoints
    self.random = random
  }
}
