import Testing

@testable import weir_crash

@Suite struct JobStatusTests {
  @Test("A status report is read as far as the tool needs it")
  func reads() throws {
    let text = """
      {"job": "lagging", "running": true, "progress": {
        "checkpoint": {"latest": 17}, "throttled": true,
        "operators": [
          {"id": "numbers", "label": "GeneratorSource<Int>", "records_in": 40},
          {"id": "rows", "label": "TableSink", "records_in": 30}],
        "stores": [
          {"sink": "rows", "applied_epoch": null, "unapplied_epochs": 3, "breaker": "open",
           "failures": 5},
          {"sink": "lines", "applied_epoch": 17, "unapplied_epochs": 0, "breaker": "closed",
           "failures": 0}]}}
      """
    let status = try #require(JobStatus(text))
    #expect(status.isRunning && status.isThrottled)
    #expect(status.latestCheckpoint == 17)
    #expect(status.recordsRead == 40)
    #expect(
      status.stores["rows"]
        == .init(appliedEpoch: 0, unappliedEpochs: 3, breaker: "open", failures: 5))
    #expect(status.stores["lines"]?.appliedEpoch == 17)
  }

  @Test("A job that has not said anything has no status")
  func silent() {
    #expect(JobStatus("{\"job\": \"lagging\", \"running\": true, \"progress\": null}") == nil)
    #expect(JobStatus("weir: no such job") == nil)
  }
}
