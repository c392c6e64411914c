import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Click: Record {
  var user = ""
  var isVideo = false
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user", &user)
    try field("video", &isVideo)
  }
}

func visits(_ clicks: DataStream<Click>) -> DataStream<Int> {
  clicks.keyed(by: \.user)
    .window(.session(gap: { $0.isVideo ? .hours(2) : .minutes(30) }))
    .aggregate("visits", .count()) { user, visit, clicks in clicks }
}

/// The example of the page SessionWindows.
struct SessionWindowsExample {
  @Test("The example's visits last two hours after a video and half an hour after other clicks")
  func example() throws {
    let harness = try OperatorHarness(visits)
    let clicks: [(Int64, Bool)] = [(0, false), (20, true), (130, false), (161, false)]
    for (minute, isVideo) in clicks {
      try harness.push(Click(user: "ada", isVideo: isVideo), at: .zero + .minutes(minute))
    }
    try harness.endInput()
    #expect(harness.output == [3, 1])
  }
}
