import WeirCore

/// What a timer saw when it fired.
struct Firing: Record, Hashable {
  var key = ""
  var time = EventTime.zero
  var watermark = EventTime.zero
  var isProcessingTime = false

  init() {}

  init(_ key: String, _ time: Int64, watermark: Int64, isProcessingTime: Bool = false) {
    self.key = key
    self.time = EventTime(milliseconds: time)
    self.watermark = EventTime(milliseconds: watermark)
    self.isProcessingTime = isProcessingTime
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("time", &time)
    try field("watermark", &watermark)
    try field("processing", &isProcessingTime)
  }
}

/// Does with its timers what records tell it to.
struct TimerScript: KeyedProcessFunction {
  enum Command: Int, CaseIterable, FieldValue {
    case register, registerTwice, delete, forget, registerProcessingTime, deleteProcessingTime
  }

  struct Order: Record {
    var command = Command.register
    var time = EventTime.zero
    init() {}
    init(_ command: Command, _ time: Int64) {
      self.command = command
      self.time = EventTime(milliseconds: time)
    }
    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("command", &command)
      try field("time", &time)
    }
  }

  /// What a firing timer registers next, by how much later; none without.
  var next: Int64?
  var nextCount = Int.max

  func process(
    _ order: Order, state: inout Int?, context: KeyedContext<String, Firing>
  ) {
    if order.command == .forget {
      state = nil
      return
    }
    state = (state ?? 0) + 1
    let processingTime = ProcessingTime(milliseconds: order.time.milliseconds)
    switch order.command {
    case .register, .forget: context.timers.register(at: order.time)
    case .registerTwice:
      context.timers.register(at: order.time)
      context.timers.register(at: order.time)
    case .delete: context.timers.delete(at: order.time)
    case .registerProcessingTime: context.timers.register(at: processingTime)
    case .deleteProcessingTime: context.timers.delete(at: processingTime)
    }
  }

  func onTimer(
    _ timer: FiredTimer, state: inout Int?, context: KeyedContext<String, Firing>
  ) {
    context.emit(
      Firing(
        context.key, timer.time.milliseconds, watermark: context.watermark.milliseconds,
        isProcessingTime: timer.kind == .processingTime))
    guard let next, (state ?? 0) < nextCount else { return }
    state = (state ?? 0) + 1
    context.timers.register(at: timer.time.advanced(byMilliseconds: next))
  }
}
