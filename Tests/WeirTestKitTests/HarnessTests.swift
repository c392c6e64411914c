import Testing
import Weir
import WeirTestKit

/// What a job's author writes: nothing but the two modules they know is imported.
struct HarnessTests {
  struct Spending: Record, Equatable {
    var cents = 0
    init() {}
    init(cents: Int) { self.cents = cents }
    mutating func fields(_ field: inout some FieldVisitor) throws { try field("cents", &cents) }
  }

  /// Says what an account has spent when it is silent for ten minutes.
  struct Statement: KeyedProcessFunction {
    static let refunds = OutputTag<Spending>("refunds")

    func process(
      _ spending: Spending, state: inout Spending?, context: KeyedContext<String, Spending>
    ) throws {
      if spending.cents < 0 { return try context.emit(spending, to: Self.refunds) }
      var total = state ?? Spending()
      total.cents += spending.cents
      state = total
      context.timers.register(at: context.time + .minutes(10))
      context.timers.register(at: context.processingTime + .hours(1))
    }

    func onTimer(
      _ timer: FiredTimer, state: inout Spending?, context: KeyedContext<String, Spending>
    ) {
      if let total = state { context.emit(total) }
      state = nil
    }
  }

  private let minute = EventTime.zero + .minutes(1)

  @Test("A keyed function is driven by hand, and its state and timers can be seen")
  func keyed() throws {
    let harness = try KeyedHarness(Statement(), sideOutputs: [Statement.refunds])
    try harness.process(Spending(cents: 5), key: "anna", at: .zero)
    try harness.process(Spending(cents: 6), key: "anna", at: .zero)
    try harness.process(Spending(cents: -2), key: "ben", at: .zero)
    #expect(harness.state(of: "anna") == Spending(cents: 11))
    #expect(harness.state(of: "ben") == nil)
    #expect(harness.timers(of: "anna").count == 2)
    #expect(try harness.sideOutput(Statement.refunds) == [Spending(cents: -2)])
    #expect(harness.output.isEmpty)
    try harness.advanceWatermark(to: .zero + .minutes(10))
    #expect(harness.output == [Spending(cents: 11)])
    #expect(harness.output.isEmpty)
    #expect(harness.state(of: "anna") == nil)
  }

  @Test("The wall clock is advanced by hand")
  func wallClock() throws {
    let harness = try KeyedHarness(Statement(), sideOutputs: [Statement.refunds])
    try harness.process(Spending(cents: 5), key: "anna", at: .zero)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 3_599_999))
    #expect(harness.output.isEmpty)
    try harness.advanceProcessingTime(to: ProcessingTime(milliseconds: 3_600_000))
    #expect(harness.output == [Spending(cents: 5)])
  }

  @Test("A snapshot goes on in another harness")
  func snapshot() throws {
    let first = try KeyedHarness(Statement(), sideOutputs: [Statement.refunds])
    try first.process(Spending(cents: 5), key: "anna", at: .zero)
    let second = try KeyedHarness(
      Statement(), sideOutputs: [Statement.refunds], restoring: [try first.snapshot()])
    #expect(second.state(of: "anna") == Spending(cents: 5))
    try second.process(Spending(cents: 6), key: "anna", at: .zero)
    try second.advanceWatermark(to: .zero + .minutes(10))
    #expect(second.output == [Spending(cents: 11)])
  }

  @Test("A side output that was not declared is an error that says so")
  func undeclared() throws {
    let harness = try KeyedHarness(Statement())
    let error = #expect(throws: WeirError.self) {
      try harness.process(Spending(cents: -1), key: "anna", at: .zero)
    }
    #expect(error?.message.contains("refunds") == true)
    #expect(throws: WeirError.self) { try harness.sideOutput(Statement.refunds) }
  }

  @Test("Operators of the fluent interface are driven without a job")
  func operators() throws {
    let late = OutputTag<Spending>("late")
    let harness = try OperatorHarness { (spendings: DataStream<Spending>) in
      spendings
        .filter { $0.cents > 0 }
        .keyed(by: \.cents)
        .window(.tumbling(every: .minutes(1)), lateTo: late)
        .aggregate("counts", .count()) { _, _, count in Spending(cents: count) }
    }
    try harness.push([
      (Spending(cents: 5), .zero), (Spending(cents: -5), .zero), (Spending(cents: 5), .zero),
    ])
    try harness.advanceWatermark(to: minute)
    #expect(
      harness.takeOutputs() == [
        .record(Spending(cents: 2), at: minute - .milliseconds(1)), .watermark(minute),
      ])
    try harness.push(Spending(cents: 7), at: .zero)
    #expect(try harness.sideOutput(late) == [Spending(cents: 7)])
    #expect(harness.counters["late"] == 1)
  }

  @Test("What cannot be built is refused with the planner's words")
  func refused() throws {
    let error = #expect(throws: WeirError.self) {
      _ = try OperatorHarness { (spendings: DataStream<Spending>) in
        spendings.keyed(by: \.cents).window(.tumbling(every: .zero))
          .aggregate("counts", .count()) { _, _, count in Spending(cents: count) }
      }
    }
    #expect(error?.code == .invalidJob)
    #expect(error?.message.contains("counts") == true)
  }

  @Test("An interrupted operator takes nothing more until it has gone on")
  func interrupted() throws {
    let harness = try OperatorHarness(setup: HarnessSetup(interruptedAfter: 1)) {
      (spendings: DataStream<Spending>) in
      spendings.flatMap { spending in (0..<3_000).map { _ in spending } }
    }
    try harness.push([Spending(cents: 1)])
    #expect(harness.isSuspended)
    #expect(throws: WeirError.self) { try harness.push([Spending(cents: 2)]) }
    while harness.isSuspended { try harness.resume() }
    #expect(harness.output.count == 3_000)
  }

  @Test("Idleness passes in order with everything else")
  func idleness() throws {
    let harness = try OperatorHarness { (spendings: DataStream<Spending>) in
      spendings.map { Spending(cents: $0.cents + 1) }
    }
    try harness.push([Spending(cents: 1)])
    try harness.setIdle(true)
    try harness.setIdle(false)
    #expect(
      harness.takeOutputs() == [.record(Spending(cents: 2), at: nil), .idle, .active])
  }
}
