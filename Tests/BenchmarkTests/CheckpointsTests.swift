import Testing
import Weir

@testable import weir_bench

@Suite struct CheckpointsTests {
  @Test("What Flink prints of its checkpoints is read beside its run, and nothing where none were")
  func peer() throws {
    let line = """
      {"engine":"flink","events":9,"count":9,"checkpoints":2,"checkpoint_bytes":77,\
      "checkpoint_durations_ms":[5,8],"checkpoint_stops_ms":[1,0],"checkpoint_pauses_ns":[1500,9]}
      """
    let seen = try JSON.decode(PeerCheckpoints.self, from: Array(line.utf8))
    #expect(seen.count == 2 && seen.byteCount == 77 && seen.durations == [5, 8])
    #expect(seen.stops == [1, 0] && seen.pauses == [1500, 9])
    #expect(try JSON.decode(EngineRun.self, from: Array(line.utf8)).count == 9)
    let none = try JSON.decode(PeerCheckpoints.self, from: Array(#"{"engine":"flink"}"#.utf8))
    #expect(none.count == 0 && none.durations.isEmpty)
  }

  @Test("Measured checkpoints are seen, lie around barriers and cost a share of the speed")
  func measurement() async throws {
    let load = CheckpointLoad(keys: 1000, parallelism: 1, events: 2_000_000)
    var none = CheckpointMeasurement(load, interval: 0)
    var some = CheckpointMeasurement(load, interval: 5)
    try await none.addWeir()
    try await some.addWeir()
    let result = some.result(engine: "weir", against: none)
    #expect(result.interval == 5 && result.keys == 1000 && result.speed.median > 0)
    #expect(result.checkpointCount > 0 && result.byteCount > 0 && result.lost < 1)
    #expect(none.result(engine: "weir", against: none).lost == 0)
  }

  @Test("Given events hold for both engines, and the runs before Flink's are no longer than it")
  func load() {
    let given = CheckpointLoad(keys: 1_000_000, parallelism: 2, events: 1000)
    #expect(given.events == 1000 && given.peerEvents == 1000 && given.peerWarmUpEvents == 1000)
    let full = CheckpointLoad(keys: 1_000_000, parallelism: 2, events: 0)
    let half = CheckpointLoad(keys: 1_000_000, parallelism: 1, events: 0)
    #expect(full.events == 2 * half.events && full.peerEvents == 2 * half.peerEvents)
    #expect(CheckpointLoad(keys: 10_000_000, parallelism: 1, events: 0).peerHeap == "8g")
  }
}
