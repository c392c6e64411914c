import Synchronization
import WeirCore

/// A result for every reading over a limit, and what is left at the window's end.
struct OverLimit: Trigger {
  var limit = 10
  var merges = true

  func makeState() -> Int { 0 }

  func onElement(
    _ element: Reading, at time: EventTime, state: inout Int, context: TriggerContext
  ) -> TriggerResult {
    context.timers.register(at: context.window.lastMoment)
    guard element.value > limit else { return .proceed }
    state += 1
    return .fire
  }

  func onEventTime(
    _ time: EventTime, state: inout Int, context: TriggerContext
  ) -> TriggerResult { .fire }

  func onMerge(_ states: [Int], context: TriggerContext) -> Int {
    context.timers.register(at: context.window.lastMoment)
    return states.reduce(0, +)
  }

  var canMerge: Bool { merges }
}

/// What a trigger was asked, in order.
final class TriggerLog: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) { lines.withLock { $0.append(line) } }

  func take() -> [String] {
    lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
  }
}

/// Registers a timer for each reading, at the event time that it says or as much later by the wall
/// clock, and writes down what it is asked.
struct LoggingTrigger: Trigger {
  enum Line: Sendable { case eventTime, processingTime }

  let log: TriggerLog
  var line = Line.eventTime
  var answer = TriggerResult.fire
  var purges = false

  func makeState() -> Int { 0 }

  func onElement(
    _ element: Reading, at time: EventTime, state: inout Int, context: TriggerContext
  ) -> TriggerResult {
    state += 1
    if element.value < 0 {
      context.timers.delete(at: at(Int64(-element.value)))
    } else if line == .eventTime {
      context.timers.register(at: at(Int64(element.value)))
    } else {
      context.timers.register(at: context.processingTime + .milliseconds(Int64(element.value)))
    }
    return .proceed
  }

  func onEventTime(
    _ time: EventTime, state: inout Int, context: TriggerContext
  ) -> TriggerResult {
    log.add("\(time.milliseconds) of \(name(context)) at \(context.watermark.milliseconds)")
    // A timer that asks for one more, which is due already.
    if time.milliseconds % 10 == 5 { context.timers.register(at: time + .milliseconds(1)) }
    return answer
  }

  func onProcessingTime(
    _ time: ProcessingTime, state: inout Int, context: TriggerContext
  ) -> TriggerResult {
    log.add("clock \(time.milliseconds) at \(context.processingTime.milliseconds)")
    return answer
  }

  func onMerge(_ states: [Int], context: TriggerContext) -> Int {
    log.add("merge \(states) into \(name(context))")
    return states.reduce(0, +)
  }

  func clear(state: inout Int, context: TriggerContext) {
    log.add("clear \(name(context)) with \(state)")
    context.timers.register(at: context.watermark)
  }

  var canMerge: Bool { true }

  private func name(_ context: TriggerContext) -> String {
    "[\(context.window.start.milliseconds),\(context.window.end.milliseconds))"
  }
}
