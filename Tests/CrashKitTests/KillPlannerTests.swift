import Testing

@testable import weir_crash

@Suite struct KillPlannerTests {
  @Test("The same seed draws the same plans, another one draws others")
  func isSeeded() {
    func plans(_ seed: UInt64) -> [KillPlan] {
      var planner = KillPlanner(seed: seed, longestDelay: 1_000_000)
      return (0..<50).map { _ in planner.next(after: KillHistogram()) }
    }
    #expect(plans(1) == plans(1))
    #expect(plans(1) != plans(2))
    let aimed = plans(1).count { $0.aim != nil }
    #expect(aimed > 10 && aimed < 40)
  }

  @Test("Every kill is aimed while too few came under a checkpoint")
  func catchesUp() {
    var histogram = KillHistogram()
    for _ in 0..<20 { histogram.count(.idle) }
    var planner = KillPlanner(seed: 7, longestDelay: 1_000_000)
    #expect((0..<50).allSatisfy { _ in planner.next(after: histogram).aim != nil })
  }

  @Test("Pauses shrink when checkpoints are over sooner, and never exceed 3 ms")
  func adaptsPauses() {
    var planner = KillPlanner(seed: 7, longestDelay: 1_000_000)
    planner.aimed(kill: .idle)
    let shrunk = planner.longestPause
    #expect(shrunk < 3_000_000)
    for _ in 0..<100 { planner.aimed(kill: .manifest) }
    #expect(planner.longestPause > shrunk && planner.longestPause <= 3_000_000)
  }

  @Test("The share counts the phases from injection to the last commit")
  func share() {
    var histogram = KillHistogram()
    for phase in Phase.allCases { histogram.count(phase) }
    #expect(histogram.total == 7)
    #expect(histogram.shareUnderCheckpoint == 4.0 / 7)
  }
}
