import Testing
import WeirCore

@testable import WeirRuntime

@Suite struct WatermarkMergerTests {
  private enum Step: Sendable {
    case watermark(Int64, Int)
    case idle(Int)
    case active(Int)
    case end(Int)
  }

  /// What each step changes, as text: the watermark, then `idle` or `active`.
  private func run(_ inputs: Int, _ steps: [Step], restored: Int64? = nil) -> [String] {
    var merger = WatermarkMerger(
      inputCount: inputs,
      restored: restored.map(EventTime.init(milliseconds:)) ?? .distantPast)
    return steps.map { step in
      let change =
        switch step {
        case .watermark(let time, let input):
          merger.receive(EventTime(milliseconds: time), from: input)
        case .idle(let input): merger.setIdle(input, true)
        case .active(let input): merger.setIdle(input, false)
        case .end(let input): merger.end(input)
        }
      let watermark = change.watermark.map { "\($0.milliseconds)" }
      let status = change.isIdle.map { $0 ? "idle" : "active" }
      return [watermark, status].compactMap { $0 }.joined(separator: " ")
    }
  }

  @Test("SEMANTICS 4.2: the least over the inputs counts, and a silent input holds it back")
  func least() {
    let texts = run(
      3, [.watermark(5, 0), .watermark(9, 1), .watermark(7, 2), .watermark(8, 0), .watermark(10, 2)])
    #expect(texts == ["", "", "5", "7", "8"])
  }

  @Test("SEMANTICS 4.1: what is given out never goes back")
  func monotone() {
    let texts = run(1, [.watermark(5, 0), .watermark(3, 0), .watermark(5, 0), .watermark(6, 0)])
    #expect(texts == ["5", "", "", "6"])
  }

  @Test("SEMANTICS 4.3: when the last input falls silent the greatest of all counts, in any order")
  func lastIdle() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
      let texts = run(
        3, [.watermark(5, 0), .watermark(9, 1), .watermark(7, 2)] + order.map { .idle($0) })
      #expect(texts.last?.hasSuffix("idle") == true)
      let given = texts.compactMap { $0.split(separator: " ").first.flatMap { Int64($0) } }
      #expect(given.max() == 9)
      #expect(given == given.sorted())
    }
  }

  @Test("An idle input is left out of the least, and repeating its status changes nothing")
  func idle() {
    let texts = run(2, [.watermark(5, 0), .watermark(9, 1), .idle(0), .idle(0), .watermark(12, 1)])
    #expect(texts == ["", "5", "9", "", "12"])
  }

  @Test("SEMANTICS 4.4: an input that comes back counts when it has caught up with what was given out")
  func comesBack() {
    let texts = run(
      2,
      [
        .watermark(5, 0), .watermark(20, 1), .idle(0), .active(0), .watermark(25, 1),
        .watermark(18, 0), .watermark(26, 1), .watermark(26, 0), .watermark(30, 1),
        .watermark(31, 0),
      ])
    #expect(texts == ["", "5", "20", "", "25", "", "26", "", "", "30"])
  }

  @Test("SEMANTICS 4.4: when everything was idle, one input that comes back makes the whole active")
  func allComeBack() {
    let texts = run(
      2, [.watermark(5, 0), .watermark(9, 1), .idle(0), .idle(1), .active(0), .watermark(12, 0)])
    #expect(texts == ["", "5", "9", "idle", "active", "12"])
  }

  @Test("A watermark of an idle input is kept until the input is active")
  func watermarkWhileIdle() {
    let texts = run(
      2, [.watermark(5, 0), .watermark(9, 1), .idle(0), .watermark(20, 0), .active(0)])
    #expect(texts == ["", "5", "9", "", ""])
  }

  @Test("SEMANTICS 4.10: an input that ends leaves the least, and its end of time counts with the last")
  func end() {
    let texts = run(2, [.watermark(5, 0), .watermark(9, 1), .end(0), .watermark(.max, 1)])
    #expect(texts == ["", "5", "9", "\(Int64.max)"])
    #expect(run(2, [.watermark(5, 0), .end(0), .end(1)]) == ["", "", "5"])
  }

  @Test("SEMANTICS 4.6: an input that has ended does not end time for one that is only idle")
  func endedAndIdle() {
    let steps: [Step] = [
      .watermark(.max, 0), .watermark(5, 1), .idle(1), .active(1), .watermark(7, 1), .idle(1),
      .watermark(.max, 1),
    ]
    #expect(run(2, steps) == ["", "5", "idle", "active", "7", "idle", "\(Int64.max)"])
  }

  @Test("SEMANTICS 4.8: from a restored watermark nothing older is given out")
  func restored() {
    let texts = run(2, [.watermark(5, 0), .watermark(8, 1), .watermark(15, 0), .watermark(12, 1)],
      restored: 10)
    #expect(texts == ["", "", "", "12"])
  }
}
