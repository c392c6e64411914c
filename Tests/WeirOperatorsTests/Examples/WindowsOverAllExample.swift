import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Request: Record {
  var path = ""
  var bytes = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("path", &path)
    try field("bytes", &bytes)
  }
}

func traffic(_ requests: DataStream<Request>) -> DataStream<Request> {
  requests
    .windowAll(.tumbling(every: .minutes(1)))
    .aggregate("traffic", .count(), .sum(\.bytes)) { minute, count, bytes in
      Request(path: "\(count) requests", bytes: bytes)
    }
}

extension Request: Equatable {}

/// The example of the page WindowsOverAll.
struct WindowsOverAllExample {
  @Test("The example sums up the traffic of each minute")
  func example() throws {
    let harness = try OperatorHarness(traffic)
    for (second, bytes) in [(Int64(1), 10), (59, 20), (61, 5)] {
      try harness.push(Request(path: "/\(second)", bytes: bytes), at: .zero + .seconds(second))
    }
    try harness.endInput()
    #expect(
      harness.output
        == [Request(path: "2 requests", bytes: 30), Request(path: "1 requests", bytes: 5)])
  }
}
