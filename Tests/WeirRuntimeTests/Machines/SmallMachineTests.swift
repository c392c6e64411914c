import Testing
import WeirCore

@testable import WeirRuntime

@Suite struct SealedSegmentsTests {
  private let out = OperatorID("out")

  private func segment(_ name: String) -> Segment {
    Segment(name: name, byteCount: 1, checksum: 1, recordCount: 1)
  }

  @Test("What was sealed for an aborted checkpoint is listed with the next one, in order")
  func carriesOn() {
    var sealed = SealedSegments()
    sealed.add([segment("a")], of: out, sealedFor: CheckpointID(1))
    sealed.add([segment("b"), segment("c")], of: out, sealedFor: CheckpointID(2))
    #expect(sealed.outstanding[out]?.map(\.name) == ["a", "b", "c"])
  }

  @Test("A complete checkpoint takes its segments and all older ones, and leaves newer ones")
  func completes() {
    var sealed = SealedSegments()
    for number in 1...3 {
      sealed.add([segment("\(number)")], of: out, sealedFor: CheckpointID(UInt64(number)))
    }
    sealed.complete(CheckpointID(2))
    #expect(sealed.outstanding[out]?.map(\.name) == ["3"])
    sealed.complete(CheckpointID(1))
    #expect(sealed.outstanding[out]?.map(\.name) == ["3"])
    sealed.complete(CheckpointID(3))
    #expect(sealed.outstanding == [:])
  }

  @Test("SEMANTICS 2.9: a sink that wrote nothing is not listed")
  func empty() {
    var sealed = SealedSegments()
    sealed.add([], of: out, sealedFor: CheckpointID(1))
    #expect(sealed.outstanding == [:])
  }
}

@Suite struct RestartStrategyTests {
  @Test("Exponential delays double up to the ceiling, with at most half of themselves added")
  func exponential() {
    let strategy = RestartStrategy.exponential(
      base: .milliseconds(100), ceiling: .seconds(1), limit: 40)
    let least = (1...6).map { strategy.delay(beforeRestart: $0, random: 0) }
    #expect(least == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
    for random in [0, 1, 49, 50, 12_345, .max] as [UInt64] {
      let delay = strategy.delay(beforeRestart: 1, random: random)
      #expect(delay.map { (.milliseconds(100)..<(.milliseconds(150))).contains($0) } == true)
    }
    #expect(strategy.delay(beforeRestart: 40, random: 0) == .seconds(1))
  }

  @Test("No restart comes after the limit, and none at all without a strategy")
  func limits() {
    #expect(RestartStrategy.exponential(limit: 3).delay(beforeRestart: 4, random: 0) == nil)
    #expect(RestartStrategy.fixed(limit: 3).delay(beforeRestart: 3, random: 9) == .seconds(1))
    #expect(RestartStrategy.fixed(limit: 3).delay(beforeRestart: 4, random: 0) == nil)
    #expect(RestartStrategy.none.delay(beforeRestart: 1, random: 0) == nil)
  }

  @Test("Delays never overflow")
  func overflow() {
    let strategy = RestartStrategy.exponential(
      base: .seconds(1 << 40), ceiling: .seconds(1 << 41), limit: .max)
    #expect(strategy.delay(beforeRestart: .max, random: .max) != nil)
  }

  @Test("What is read of the input is the mean over all splits; subtasks without any do not count")
  func fractionRead() {
    func fraction(_ readings: (fraction: Double?, splitCount: Int)?...) -> Double? {
      var counts: [SubtaskID: JobMetrics.SubtaskCounts] = [:]
      for (index, reading) in readings.enumerated() {
        var own = JobMetrics.SubtaskCounts()
        own.reading = reading.map { .init(fraction: $0.fraction, splitCount: $0.splitCount) }
        counts[SubtaskID(chain: 0, index: index)] = own
      }
      return RunMonitor.fractionRead(counts)
    }
    #expect(fraction((0.5, 1), (1, 0)) == 0.5)
    #expect(fraction((0.5, 3), (1, 1), nil) == 0.625)
    #expect(fraction((1, 0), (1, 0)) == 1)
    #expect(fraction((0.5, 1), (nil, 1)) == nil)
    #expect(fraction(nil) == nil)
    #expect(fraction() == nil)
  }
}
