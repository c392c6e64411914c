import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct FoldTests {
  @Test("A fold of the job's own unites the parts that sliding windows are made of")
  func sliding() throws {
    let harness = try OperatorHarness { (stream: DataStream<Reading>) in
      stream.keyed(by: \.key)
        .window(.sliding(size: .milliseconds(20), every: .milliseconds(10)))
        .aggregate(
          "most",
          .fold(
            0, add: { (most: inout Int, reading: Reading) in most = max(most, reading.value) },
            merge: { (most: inout Int, other: Int) in most = max(most, other) })
        ) { key, _, most in Reading(key, most) }
    }
    try harness.push([
      (Reading("a", 5), at(5)), (Reading("a", 9), at(12)), (Reading("a", 2), at(25)),
    ])
    try harness.endInput()
    #expect(harness.output.map(\.value) == [5, 9, 9, 2])
  }
}
