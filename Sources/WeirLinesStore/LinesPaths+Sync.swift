import WeirCore

extension LinesPaths {
  /// Makes the names in these buckets' directories durable, side by side.
  func sync(_ buckets: Set<String>, _ environment: Environment) async throws {
    let files = environment.fileSystem
    let directories = buckets.sorted().map { directory(ofBucket: $0) }
    try await environment.runAll(
      directories.map { directory in { try files.syncDirectory(directory) } })
  }
}
