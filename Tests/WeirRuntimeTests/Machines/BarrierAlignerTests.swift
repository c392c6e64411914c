import Testing
import WeirCore

@testable import WeirRuntime

/// Every event in every state: nothing pending, one of two inputs blocked, one ended.
@Suite struct BarrierAlignerTests {
  private func barrier(_ number: UInt64) -> Barrier { Barrier(checkpoint: CheckpointID(number)) }

  @Test("SEMANTICS 1.1: inputs are blocked from their barrier until the last input's barrier")
  func blocks() {
    var aligner = BarrierAligner(inputCount: 3)
    #expect(!aligner.isAligning)
    #expect(aligner.receive(barrier(1), from: 1) == .block(isFirst: true))
    #expect((0..<3).map(aligner.isBlocked) == [false, true, false])
    #expect(aligner.receive(barrier(1), from: 0) == .block(isFirst: false))
    #expect((0..<3).map(aligner.isBlocked) == [true, true, false])
    #expect(aligner.receive(barrier(1), from: 2) == .aligned(barrier(1)))
    aligner.release()
    #expect((0..<3).map(aligner.isBlocked) == [false, false, false])
    #expect(!aligner.isAligning)
  }

  @Test("One input is aligned with its only barrier")
  func oneInput() {
    var aligner = BarrierAligner(inputCount: 1)
    #expect(aligner.receive(barrier(1), from: 0) == .aligned(barrier(1)))
  }

  @Test("SEMANTICS 1.4: an input that has ended counts as aligned, before and during alignment")
  func ended() {
    var before = BarrierAligner(inputCount: 2)
    #expect(before.end(0) == .ignore)
    #expect(before.receive(barrier(1), from: 1) == .aligned(barrier(1)))
    var during = BarrierAligner(inputCount: 2)
    #expect(during.receive(barrier(1), from: 1) == .block(isFirst: true))
    #expect(during.end(0) == .aligned(barrier(1)))
  }

  @Test("SEMANTICS 1.5: an abort releases whatever is blocked for that checkpoint or an older one",
    arguments: [(1, true), (2, true), (3, true)])
  func aborts(checkpoint: UInt64, releases: Bool) {
    var aligner = BarrierAligner(inputCount: 2)
    _ = aligner.receive(barrier(1), from: 0)
    #expect(aligner.abort(CheckpointID(checkpoint)) == releases)
    #expect(!aligner.isBlocked(0))
    #expect(aligner.receive(barrier(1), from: 1) == .ignore)
    #expect(aligner.receive(barrier(checkpoint), from: 1) == .ignore)
    #expect(aligner.receive(barrier(checkpoint + 1), from: 1) == .block(isFirst: true))
  }

  @Test("SEMANTICS 1.5: an abort of an older checkpoint leaves a newer alignment alone")
  func abortsOlder() {
    var aligner = BarrierAligner(inputCount: 2)
    _ = aligner.receive(barrier(5), from: 0)
    #expect(aligner.abort(CheckpointID(4)) == false)
    #expect(aligner.isBlocked(0))
    #expect(aligner.receive(barrier(5), from: 1) == .aligned(barrier(5)))
  }

  @Test("An abort without an alignment makes the barriers of that checkpoint mean nothing")
  func abortsBefore() {
    var aligner = BarrierAligner(inputCount: 2)
    #expect(aligner.abort(CheckpointID(1)) == false)
    #expect(aligner.receive(barrier(1), from: 0) == .ignore)
    #expect(aligner.receive(barrier(2), from: 0) == .block(isFirst: true))
  }

  @Test("Barriers of a checkpoint that is over, or older than the one being aligned, mean nothing")
  func late() {
    var aligner = BarrierAligner(inputCount: 2)
    _ = aligner.receive(barrier(2), from: 0)
    #expect(aligner.receive(barrier(1), from: 1) == .ignore)
    _ = aligner.receive(barrier(2), from: 1)
    aligner.release()
    #expect(aligner.receive(barrier(2), from: 0) == .ignore)
    #expect(aligner.receive(barrier(1), from: 0) == .ignore)
    #expect(!aligner.isAligning)
  }

  @Test("A newer barrier takes the place of an alignment that was given up")
  func overtakes() {
    var aligner = BarrierAligner(inputCount: 2)
    _ = aligner.receive(barrier(1), from: 0)
    #expect(aligner.receive(barrier(2), from: 1) == .block(isFirst: true))
    #expect((0..<2).map(aligner.isBlocked) == [false, true])
    #expect(aligner.receive(barrier(1), from: 1) == .ignore)
    #expect(aligner.receive(barrier(2), from: 0) == .aligned(barrier(2)))
  }
}
