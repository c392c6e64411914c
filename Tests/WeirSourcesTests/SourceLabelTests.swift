import Testing
import WeirCore
import WeirFormats
import WeirTestKit

@testable import WeirSources

@Suite struct SourceLabelTests {
  @Test("A source's label names what it reads, without generic types")
  func labels() {
    let csv = CSVSource("readings.csv", of: Reading.self)
    #expect(csv.label == "CSV files of Reading")
    #expect(JSONLinesSource("readings.jsonl", of: Reading.self).label == "JSON files of Reading")
    #expect(TextFileSource("words").label == "text files")
    #expect(DirectorySource<Reading>("inbox", format: .json).label == "JSON directory of Reading")
    let generated = GeneratorSource(SequenceGenerator<Int64> { $0 })
    #expect(generated.label == "GeneratorSource of Int64")
  }

  @Test("A rate limit stands behind the label of what it limits")
  func limited() {
    let csv = CSVSource("readings.csv", of: Reading.self)
    #expect(csv.rateLimited(recordsPerSecond: 20_000).label == "CSV files of Reading, 20000/s")
    #expect(csv.rateLimited(recordsPerSecond: 0.5).label == "CSV files of Reading, 0.5/s")
    #expect(csv.rateLimited(recordsPerSecond: 0).label == "CSV files of Reading")
  }
}
