import Testing
import WeirCore
import WeirGraph
import WeirTestKit

/// What the planner makes of joins, and what it refuses.
struct JoinPlanTests {
  private func source(
    _ flow: JobBuilder, _ name: String, isTimed: Bool = true, parallelism: Int? = nil
  ) -> KeyedStream<String, Reading> {
    let stream = flow.source(
      name, ScriptedSource([[.record(Reading("a", 1))]]), parallelism: parallelism)
    return (isTimed ? stream.eventTime({ _ in .zero }, watermarks: .monotonous) : stream)
      .keyed(by: \.key)
  }

  /// What the planner says of a join.
  private func problem(
    leftIsTimed: Bool = true, rightIsTimed: Bool = true,
    _ join: (KeyedStream<String, Reading>, KeyedStream<String, Reading>) -> DataStream<JoinedRow>
  ) -> String {
    let flow = JobBuilder()
    let left = source(flow, "orders", isTimed: leftIsTimed)
    let right = source(flow, "parcels", isTimed: rightIsTimed)
    join(left, right).sink("out", to: CollectingSink(CollectedOutput<JoinedRow>()))
    do {
      _ = try Planner(parallelism: 2, keyGroupCount: 128).plan(flow.finish(), job: "test")
      return ""
    } catch let error as WeirError {
      return error.message
    } catch { return "another error" }
  }

  @Test("A join that needs event times says which stream lacks them and what to call")
  func eventTimes() {
    let call = "call eventTime(_:watermarks:) on the"
    #expect(
      problem(rightIsTimed: false) { left, right in
        left.intervalJoin("join", with: right, from: .zero, to: .zero) { _, _ in JoinedRow() }
      } == "operator \"join\" needs event times on both sides; \(call) right stream before"
        + " keyed(by:)")
    #expect(
      problem(leftIsTimed: false) { left, right in
        left.temporalJoin("join", asOf: right) { _, _ in JoinedRow() }
      }.contains("\(call) left stream"))
    #expect(
      problem(leftIsTimed: false) { left, right in
        left.join("join", with: right, retention: .within(.hours(1))) { _, _ in JoinedRow() }
      }.contains("\(call) left stream"))
    #expect(
      problem(rightIsTimed: false) { left, right in
        left.window(.tumbling(every: .hours(1))).join("join", with: right) { _, _, _ in
          JoinedRow()
        }
      }.contains("\(call) right stream"))
    #expect(
      problem(leftIsTimed: false, rightIsTimed: false) { left, right in
        left.join("join", with: right, retention: .forever) { _, _ in JoinedRow() }
      } == "")
  }

  @Test("An interval that no partner can lie in is refused", arguments: [
    (Duration.seconds(5), Duration.seconds(-5), IntervalEnds.closed),
    (.zero, .zero, .closedOpen), (.zero, .milliseconds(1), .open),
  ])
  func emptyInterval(from: Duration, to: Duration, ends: IntervalEnds) {
    let message = problem { left, right in
      left.intervalJoin("join", with: right, from: from, to: to, ends: ends) { _, _ in JoinedRow() }
    }
    #expect(message.contains("is empty; give the earlier end as from: and the later one as to:"))
  }

  @Test("An interval or retention beyond all events is refused, not overflown")
  func endless() {
    #expect(
      problem { left, right in
        left.intervalJoin("join", with: right, from: .zero, to: .seconds(Int64.max)) { _, _ in
          JoinedRow()
        }
      }.contains("for a join without bounds use join(_:with:retention:into:)"))
    #expect(
      problem { left, right in
        left.join("join", with: right, retention: .within(.seconds(Int64.max))) { _, _ in
          JoinedRow()
        }
      }.contains("say .forever"))
  }

  @Test("A retention of nothing is refused", arguments: [Duration.zero, .hours(-1)])
  func retention(_ retention: Duration) {
    #expect(
      problem { left, right in
        left.join("join", with: right, retention: .within(retention)) { _, _ in JoinedRow() }
      }.contains("say .forever to remember all"))
  }

  @Test("The sides of a join run in their inputs' subtasks: nothing is reordered on the way")
  func sidesFollow() throws {
    let flow = JobBuilder()
    let left = source(flow, "orders", isTimed: false, parallelism: 1)
    let right = source(flow, "parcels", isTimed: false, parallelism: 3)
    left.join("join", with: right, retention: .forever) { JoinedRow($0.value, $1.value) }
      .sink("out", to: CollectingSink(CollectedOutput<JoinedRow>()))
    let plan = try Planner(parallelism: 4, keyGroupCount: 128).plan(flow.finish(), job: "test")
    for (label, parallelism) in [("left", 1), ("right", 3), ("join", 4)] {
      let chain = try #require(
        plan.chains.first { $0.nodes.contains { plan.nodes[$0].label == label } })
      #expect(chain.parallelism == parallelism)
    }
    let edges = plan.edges.filter { plan.nodes[plan.chains[$0.toChain].head].label == "join" }
    #expect(edges.map(\.partitioning.kind) == [.hash, .hash])
  }

  @Test("A parallelism given to a join within windows is that of the windows")
  func windowParallelism() throws {
    let flow = JobBuilder()
    let (left, right) = (source(flow, "orders"), source(flow, "parcels"))
    left.window(.tumbling(every: .hours(1)))
      .join("join", with: right) { left, right, _ in JoinedRow(left.value, right.value) }
      .parallelism(2)
      .sink("out", to: CollectingSink(CollectedOutput<JoinedRow>()))
    let plan = try Planner(parallelism: 4, keyGroupCount: 128).plan(flow.finish(), job: "test")
    let chain = try #require(plan.chains.first { $0.nodes.contains { plan.nodes[$0].isNamed
      && plan.nodes[$0].id.name == "join" } })
    #expect(chain.parallelism == 2)
    #expect(chain.nodes.contains { plan.nodes[$0].label == "pairs" })
  }
}
