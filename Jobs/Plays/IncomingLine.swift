import Weir

/// A line that came in: an event, or what is wrong with it.
struct IncomingLine: Record {
  var event: PlayEvent? = nil
  var invalid: InvalidLine? = nil

  init() {}

  init(_ line: String) {
    do {
      let event = try JSON.decode(PlayEvent.self, from: Array(line.utf8))
      if let problem = event.problem {
        invalid = InvalidLine(line, problem)
      } else {
        self.event = event
      }
    } catch let error as WeirError {
      invalid = InvalidLine(line, error.message)
    } catch {
      invalid = InvalidLine(line, "\(error)")
    }
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("event", &event)
    try field("invalid", &invalid)
  }
}

/// A line that holds no event.
struct InvalidLine: Record {
  var reason = ""
  var line = ""

  init() {}

  init(_ line: String, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("reason", &reason)
    try field("line", &line)
  }
}
