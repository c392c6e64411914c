import WeirCore
import WeirGraph

struct Limit: Record {
  var machine = ""
  var degrees = 0.0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("machine", &machine)
    try field("degrees", &degrees)
  }
}

struct Temperature: Record {
  var machine = ""
  var degrees = 0.0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("machine", &machine)
    try field("degrees", &degrees)
  }
}

/// Passes on temperatures above the machine's limit; a limit holds for an hour.
struct Overheating: KeyedCoProcessFunction {
  func processLeft(
    _ limit: Limit, state: inout Limit?, context: KeyedContext<String, Temperature>
  ) {
    state = limit
    context.timers.register(at: context.time + .hours(1))
  }

  func processRight(
    _ temperature: Temperature, state: inout Limit?, context: KeyedContext<String, Temperature>
  ) {
    if let limit = state, temperature.degrees > limit.degrees { context.emit(temperature) }
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Limit?, context: KeyedContext<String, Temperature>
  ) { state = nil }
}

func overheating(
  _ limits: DataStream<Limit>, _ temperatures: DataStream<Temperature>
) -> DataStream<Temperature> {
  limits.keyed(by: \.machine)
    .connect(temperatures.keyed(by: \.machine))
    .process("overheating", Overheating())
}
