import Testing

/// What does not wobble stays within its limits. Times are never looked at.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CounterLimitTests {
  private func check(_ kind: String) async throws {
    let result = try await CountersProgram.run(["check", kind])
    print(result.output)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("A steady chain allocates no more for a thousand records than its limit says")
  func allocations() async throws { try await check("allocations") }

  @Test("A thousand records go through channels in no more sends than the limits say")
  func sends() async throws { try await check("sends") }

  @Test("A checkpoint costs no more syncs, files and bytes than the limits say")
  func checkpoints() async throws { try await check("checkpoints") }
}
