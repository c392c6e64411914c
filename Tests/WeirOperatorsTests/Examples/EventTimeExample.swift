import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Measurement: Record {
  var sensor = ""
  var time = EventTime.zero
  var value = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sensor", &sensor)
    try field("time", &time)
    try field("value", &value)
  }
}

func hourlyPeaks(_ measurements: DataStream<Measurement>) -> DataStream<Int> {
  measurements
    .eventTime(\.time, watermarks: .boundedOutOfOrderness(.minutes(5)).idle(after: .seconds(30)))
    .keyed(by: \.sensor)
    .window(.tumbling(every: .hours(1)))
    .aggregate("peaks", .max(\.value)) { sensor, hour, peak in peak ?? 0 }
}

/// The example of the page EventTime.
struct EventTimeExample {
  @Test("The example gives an hour's peak when time is five minutes past it")
  func example() throws {
    let harness = try OperatorHarness(hourlyPeaks)
    func measure(_ value: Int, minute: Int64) throws {
      var measurement = Measurement()
      measurement.time = .zero + .minutes(minute)
      measurement.value = value
      try harness.push([measurement])
    }
    try measure(3, minute: 20)
    try measure(9, minute: 64)
    try measure(5, minute: 59)
    #expect(harness.output.isEmpty)
    try measure(1, minute: 65)
    #expect(harness.output == [5])
  }
}
