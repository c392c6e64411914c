import Testing
import WeirCore

@testable import WeirLinesStore

@Suite struct BucketKeyTests {
  static let hostile = [
    "", ".", "..", "../../x", "/", "/etc/passwd", "a/b", "a\0b", "\u{0}", "A", "a", "Ab", "aB",
    "caf\u{e9}", "cafe\u{301}", "%2e", "p_", "no-time", "-rf", "_weir.json", "line\nbreak",
    ".part-a1-s0-0.inprogress", "part-00000001-a1-s0-0.jsonl",
    String(repeating: "x", count: 300), String(repeating: "x", count: 301),
    String(repeating: "\u{1F600}", count: 75), String(repeating: "/", count: 255),
  ]

  @Test func `Hostile values get distinct directories, also where case is ignored`() {
    let names = Self.hostile.map { BucketKey.text(Array($0.utf8)).directoryName }
    #expect(Set(names.map { Array($0.lowercased().utf8) }).count == Self.hostile.count)
    for name in names {
      #expect(LinesPaths.isBucketName(name))
      #expect(name.utf8.count <= 255)
      #expect(!name.utf8.contains(UInt8(ascii: "/")))
      #expect(!name.utf8.contains(UInt8(ascii: ".")))
      #expect(StoreFileName(name) == nil)
    }
  }

  @Test func `A span of time is named after its start`() {
    func name(_ milliseconds: Int64, every length: Duration) -> String {
      BucketKey.span(of: EventTime(milliseconds: milliseconds), length: length.milliseconds)
        .directoryName
    }
    // 2013-01-31T17:30:05.250Z
    let time: Int64 = 1_359_653_405_250
    #expect(name(time, every: .days(1)) == "p_2013-01-31")
    #expect(name(time, every: .hours(1)) == "p_2013-01-31-17")
    #expect(name(time, every: .minutes(30)) == "p_2013-01-31-17-30")
    #expect(name(time, every: .seconds(5)) == "p_2013-01-31-17-30-05")
    #expect(name(time, every: .milliseconds(250)) == "p_2013-01-31-17-30-05-250")
    #expect(name(-1, every: .hours(1)) == "p_1969-12-31-23")
    #expect(name(0, every: .hours(1)) == "p_1970-01-01")
  }

  @Test(arguments: [Int64.min, Int64.min + 1, -62_167_219_200_001, 253_402_300_800_000, Int64.max])
  func `Times far away have buckets of their own`(milliseconds: Int64) {
    for length: Int64 in [1, 1000, 86_400_000, .max, 0, -5] {
      let key = BucketKey.span(of: EventTime(milliseconds: milliseconds), length: length)
      guard case .time(let start) = key else {
        Issue.record("\(key) is no span")
        continue
      }
      #expect(start <= milliseconds)
      #expect(LinesPaths.isBucketName(key.directoryName))
    }
  }

  @Test func `Neighbouring spans differ and one span is one bucket`() {
    let hour: Int64 = 3_600_000
    let starts: [Int64] = (-3..<3).map { (index: Int64) in index * hour }
    let times: [Int64] = starts + starts.map { $0 + 1 } + starts.map { $0 + hour - 1 }
    let keys: [BucketKey] = times.map {
      BucketKey.span(of: EventTime(milliseconds: $0), length: hour)
    }
    #expect(Set(keys).count == 6)
    #expect(Set(keys.map(\.directoryName)).count == 6)
  }
}
