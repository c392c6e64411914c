extension PackageTemplate {
  static let job = """
    import Weir

    /// Raises an alarm for every user whose logins fail too often.
    public struct LoginAlarms: Job {
      public static let name = "login-alarms"
      public static let summary = "users with several failed logins within ten minutes"

      var input = "Input/logins.jsonl"
      var failureLimit = 3

      public init() {}

      public mutating func parameters(_ p: inout some ParameterVisitor) throws {
        try p("input", &input, help: "JSON lines, plain or .gz, or a directory of such")
        try p("failures", &failureLimit, help: "so many failed logins raise an alarm")
      }

      public func define(on flow: JobBuilder) throws {
        flow.source("logins", JSONLinesSource(input, of: Login.self, malformed: .deadLetter))
          .eventTime(\\.time, watermarks: .boundedOutOfOrderness(.minutes(1)))
          .keyed(by: \\.user)
          .process("failed-logins", FailedLogins(limit: failureLimit))
          .sink("alarms", to: JSONLinesSink())
      }
    }

    """

  static let function = #"""
    import Weir

    /// Counts a user's failed logins in a row. The count is forgotten at a login that succeeds, and
    /// ten minutes after the first failure.
    struct FailedLogins: KeyedProcessFunction {
      /// So many failures raise one alarm.
      let limit: Int
      /// Failures are counted for so long.
      private let period = Duration.minutes(10)

      init(limit: Int) { self.limit = limit }

      func process(
        _ login: Login, state: inout Failures?, context: KeyedContext<String, Alarm>
      ) {
        guard !login.isSuccess else {
          // Forgets the user, timer included.
          state = nil
          return
        }
        // The timer fires when no login of that time is expected any more; until then later logins
        // may come, so what counts is their own time.
        var failures = state ?? Failures(first: login.time)
        if login.time >= failures.first + period { failures = Failures(first: login.time) }
        if failures.count == 0 { context.timers.register(at: failures.first + period) }
        failures.count += 1
        if failures.count == limit {
          context.emit(Alarm(user: login.user, failures: failures.count, time: login.time))
        }
        state = failures
      }

      func onTimer(
        _ timer: FiredTimer, state: inout Failures?, context: KeyedContext<String, Alarm>
      ) {
        if let failures = state, failures.first + period <= timer.time { state = nil }
      }
    }

    /// What is remembered of a user.
    struct Failures: Record, Equatable {
      /// When the first of them failed.
      var first = EventTime.zero
      var count = 0

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("first", &first)
        try field("count", &count)
      }
    }

    """#

  static let login = """
    import Weir

    /// A login, successful or not.
    struct Login: Record, Equatable {
      var user = ""
      var isSuccess = false
      var time = EventTime.zero

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("user", &user)
        try field("success", &isSuccess)
        try field("time", &time)
      }
    }

    """

  static let alarm = """
    import Weir

    /// Too many failed logins of one user.
    struct Alarm: Record, Equatable {
      var user = ""
      var failures = 0
      /// When the last of them failed.
      var time = EventTime.zero

      mutating func fields(_ field: inout some FieldVisitor) throws {
        try field("user", &user)
        try field("failures", &failures)
        try field("time", &time)
      }
    }

    """

  static let tests = """
    import Testing
    import Weir
    import WeirTestKit

    @testable import Jobs

    @Suite struct FailedLoginsTests {
      let harness: KeyedHarness<FailedLogins>

      init() throws { harness = try KeyedHarness(FailedLogins(limit: 3)) }

      @Test("The third failure within ten minutes raises one alarm, the fourth none")
      func alarm() throws {
        for minute in 0..<4 { try login("ann", isSuccess: false, minute: minute) }
        #expect(harness.output == [Alarm(user: "ann", failures: 3, time: time(2))])
      }

      @Test("A login that succeeds forgets the failures before it")
      func success() throws {
        try login("ann", isSuccess: false, minute: 0)
        try login("ann", isSuccess: true, minute: 1)
        #expect(harness.state(of: "ann") == nil)
      }

      @Test("Failures are forgotten ten minutes after the first")
      func timer() throws {
        try login("ann", isSuccess: false, minute: 0)
        try login("ann", isSuccess: false, minute: 9)
        #expect(harness.state(of: "ann") == Failures(first: time(0), count: 2))
        try harness.advanceWatermark(to: time(10))
        #expect(harness.state(of: "ann") == nil)
      }

      @Test("A failure ten minutes after the first begins a new count, even before the timer")
      func newCount() throws {
        for minute in [0, 9, 10] { try login("ann", isSuccess: false, minute: minute) }
        #expect(harness.output.isEmpty)
        #expect(harness.state(of: "ann") == Failures(first: time(10), count: 1))
        try harness.advanceWatermark(to: time(10))
        #expect(harness.state(of: "ann") == Failures(first: time(10), count: 1))
      }

      private func time(_ minute: Int) -> EventTime { .zero + .minutes(Int64(minute)) }

      private func login(_ user: String, isSuccess: Bool, minute: Int) throws {
        let login = Login(user: user, isSuccess: isSuccess, time: time(minute))
        try harness.process(login, key: user, at: login.time)
      }
    }

    """

  static let input = """
    {"user":"ann","success":false,"time":"2026-01-05T08:00:00Z"}
    {"user":"bob","success":true,"time":"2026-01-05T08:00:20Z"}
    {"user":"ann","success":false,"time":"2026-01-05T08:01:00Z"}
    {"user":"ann","success":false,"time":"2026-01-05T08:02:30Z"}
    {"user":"bob","success":false,"time":"2026-01-05T08:03:00Z"}
    {"user":"ann","success":true,"time":"2026-01-05T08:04:00Z"}
    {"user":"bob","success":false,"time":"2026-01-05T08:05:00Z"}
    {"user":"bob","success":false,"time":"2026-01-05T08:20:00Z"}

    """
}
