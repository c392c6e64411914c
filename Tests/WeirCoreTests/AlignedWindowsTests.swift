import Testing
import WeirCore

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
    ])
  func problems(_ windows: AlignedWindows, _ word: String) {
    #expect(windows.problem?.contains(word) == true, "\(windows.problem ?? "no problem")")
  }
}
