import Testing
import WeirCore
import WeirTestKit

struct AlignedWindowsTests {
  @Test("Sliding windows are cut into slices of the greatest common divisor of size and step")
  func slices() {
    #expect(AlignedWindows.sliding(size: .days(7), every: .days(1)).slice == 86_400_000)
    #expect(AlignedWindows.sliding(size: .seconds(25), every: .seconds(10)).slice == 5_000)
    #expect(AlignedWindows.tumbling(every: .hours(1)).slice == 3_600_000)
  }

  @Test("Windows that can be have no problem")
  func fine() {
    #expect(AlignedWindows.tumbling(every: .milliseconds(1)).problem == nil)
    #expect(AlignedWindows.sliding(size: .days(7), every: .days(1)).problem == nil)
    #expect(AlignedWindows.sliding(size: .seconds(10), every: .seconds(10)).problem == nil)
    #expect(AlignedWindows.tumbling(every: .seconds(1 << 50)).problem == nil)
  }

  @Test("The windows around a moment are those that begin by it and end after it", arguments: 1...40)
  func around(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let step = Int64.random(in: 1...9, using: &random)
    let size = step * Int64.random(in: 1...5, using: &random)
    let offset = Int64.random(in: -30...30, using: &random)
    let cumulating = AlignedWindows.cumulating(
      upTo: .milliseconds(size), every: .milliseconds(step), offset: .milliseconds(offset))
    let uneven = size + Int64.random(in: 0..<step, using: &random)
    let sliding = AlignedWindows.sliding(
      size: .milliseconds(uneven), every: .milliseconds(step), offset: .milliseconds(offset))
    for time in -60...Int64(60) {
      var expected: [Window] = []
      for start in (time - size)...time where (start - offset) % size == 0 {
        for count in 1...size / step where start + count * step > time {
          expected.append(Self.window(start, start + count * step))
        }
      }
      #expect(cumulating.windows(at: time) == expected, "\(cumulating), \(time)")
      let starts = ((time - uneven + 1)...time).filter { ($0 - offset) % step == 0 }
      #expect(
        sliding.windows(at: time) == starts.map { Self.window($0, $0 + uneven) },
        "\(sliding), \(time)")
    }
  }

  private static func window(_ start: Int64, _ end: Int64) -> Window {
    Window(start: EventTime(milliseconds: start), end: EventTime(milliseconds: end))
  }

  @Test(
    "Windows that cannot be say why, and never trap",
    arguments: [
      (AlignedWindows.tumbling(every: .zero), "size"),
      (.tumbling(every: .seconds(-1)), "size"),
      (.tumbling(every: .seconds(Int64.min)), "size"),
      (.tumbling(every: .microseconds(999)), "size"),
      (.tumbling(every: .seconds(Int64.max)), "longer"),
      (.sliding(size: .seconds(1), every: .zero), "step"),
      (.sliding(size: .seconds(1), every: .seconds(Int64.min)), "step"),
      (.sliding(size: .seconds(1), every: .seconds(2)), "lose"),
      (.sliding(size: .seconds(100), every: .milliseconds(7)), "slices"),
      (.cumulating(upTo: .seconds(10), every: .seconds(3)), "divides"),
      (.cumulating(upTo: .seconds(10), every: .zero), "step"),
      (.tumbling(every: .zero, offset: .seconds(Int64.max)), "size"),
      (.cumulating(upTo: .seconds(Int64.max), every: .seconds(-1), offset: .seconds(-1)), "step"),
    ])
  func problems(_ windows: AlignedWindows, _ word: String) {
    #expect(windows.problem?.contains(word) == true, "\(windows.problem ?? "no problem")")
  }
}
