import WeirCore

extension Environment {
  /// The machine: its disks, threads, clocks and random numbers.
  /// - Parameter failpoints: What tests have armed; see ``ArmedFailpoints/fromEnvironment()``.
  public static func system(failpoints: any Failpoints = NoFailpoints()) -> Environment {
    Environment(
      fileSystem: PosixFileSystem(), blocking: ThreadBlockingPool(), clock: SystemClock(),
      spawner: TaskSpawner(), failpoints: failpoints,
      random: {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
      })
  }
}
