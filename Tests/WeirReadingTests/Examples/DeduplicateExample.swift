import Weir

/// Lets each message through once, although its sender may repeat it within ten minutes.
struct Messages: Job {
  static let name = "messages"

  struct Message: Record {
    var id = 0
    var time = EventTime.zero

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("id", &id)
      try field("time", &time)
    }
  }

  func define(on flow: JobBuilder) throws {
    let late = OutputTag<Message>("late")
    let messages = flow.source(
      "messages",
      GeneratorSource(
        count: 1_000, splitCount: 1,
        SequenceGenerator { number in
          var message = Message()
          message.id = Int(number) / 4
          message.time = .zero + .seconds(number)
          return message
        })
    )
    .eventTime(\.time, watermarks: .boundedOutOfOrderness(.seconds(30)))
    let once = messages.keyed(by: \.id)
      .deduplicate("once", keeping: .first, within: .within(.minutes(10)), lateTo: late)
    once.sink("messages-once", to: JSONLinesSink())
    once.sideOutput(late).sink("late-messages", to: JSONLinesSink())
  }
}
