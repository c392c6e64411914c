import Testing

@Suite struct LogJobModelTests {
  /// Each stands for that many seeds.
  private static let seedsPerCase: UInt64 = 250

  @Test(arguments: 0..<UInt64(16))
  func `Whatever ends an attempt, the store holds what the completed epochs say`(block: UInt64)
    async throws
  {
    var completedCount = 0
    for seed in (block * Self.seedsPerCase)..<((block + 1) * Self.seedsPerCase) {
      var model = LogJobModel(seed: seed)
      try await model.run()
      completedCount += model.completedCount
    }
    #expect(completedCount > 500)
  }
}
