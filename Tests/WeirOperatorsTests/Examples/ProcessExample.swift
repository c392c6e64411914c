import Testing
import WeirCore
import WeirGraph
import WeirTestKit

struct Login: Record {
  var user = ""
  var succeeded = false
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("user", &user)
    try field("succeeded", &succeeded)
  }
}

/// Reports users who fail three times within ten minutes.
struct FailedLogins: KeyedProcessFunction {
  func process(_ login: Login, state: inout Int?, context: KeyedContext<String, String>) {
    guard !login.succeeded else {
      state = nil
      return
    }
    if state == nil { context.timers.register(at: context.time + .minutes(10)) }
    state = (state ?? 0) + 1
    if state == 3 { context.emit(context.key) }
  }

  func onTimer(_ timer: FiredTimer, state: inout Int?, context: KeyedContext<String, String>) {
    state = nil
  }
}

func suspects(_ logins: DataStream<Login>) -> DataStream<String> {
  logins.keyed(by: \.user).process("failed-logins", FailedLogins())
}

/// The example of the page Process.
struct ProcessExample {
  @Test("The example reports three failures in ten minutes, and forgets them after that")
  func example() throws {
    let harness = try OperatorHarness(suspects)
    func fail(_ user: String, minute: Int64) throws {
      var login = Login()
      login.user = user
      try harness.push(login, at: .zero + .minutes(minute))
    }
    for minute in [Int64(0), 4, 9] { try fail("eve", minute: minute) }
    try fail("bo", minute: 0)
    try fail("bo", minute: 1)
    #expect(harness.output == ["eve"])
    try harness.advanceWatermark(to: .zero + .minutes(10))
    try fail("bo", minute: 11)
    #expect(harness.output.isEmpty)
  }
}
