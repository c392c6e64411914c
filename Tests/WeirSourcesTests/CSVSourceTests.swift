import Testing
import WeirCore
import WeirFormats

@testable import WeirSources

@Suite struct CSVSourceTests {
  static let text = """
    note,name,value,extra\r
    NA,a,1,x
    hello,b,2,y
    "q,uoted",c,3,z

    NA,d,4,\r
    """
  static let records = [
    Reading(name: "a", value: 1), Reading(name: "b", value: 2, note: "hello"),
    Reading(name: "c", value: 3, note: "q,uoted"), Reading(name: "d", value: 4),
  ]

  @Test("The header is read from the file's start for every split and is never a record")
  func headerForEverySplit() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Self.text, to: "readings.csv")
    for split in 1...(Self.text.utf8.count + 1) {
      let source = CSVSource(path, of: Reading.self, null: "NA", splitByteCount: split)
      #expect(try await Driver().readAll(source) == Self.records, "split size \(split)")
    }
  }

  @Test("Compressed files have headers too, also where reading is resumed")
  func compressed() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(gzip(Self.text), to: "readings.csv.gz")
    let source = CSVSource(path, of: Reading.self, null: "NA")
    let driver = Driver()
    var split = try #require(try await source.discoverSplits(driver.context).first)
    var read: [Reading] = []
    var isEnded = false
    while !isEnded {
      let reader = try await source.makeReader(for: restored(split), driver.context)
      let (records, outcome) = try await driver.readOnce(reader, limit: 1)
      read += records
      split = reader.split
      isEnded = outcome == .end
      await reader.close()
    }
    #expect(read == Self.records)
  }

  @Test("Line numbers count the header")
  func lineNumbers() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("name,value,note\na,1,\nb,two,\n", to: "readings.csv")
    let driver = Driver()
    let source = CSVSource(path, of: Reading.self, malformed: .deadLetter)
    #expect(try await driver.readAll(source) == [Reading(name: "a", value: 1)])
    let letter = try #require(driver.deadLetters.takeAll().first)
    #expect(letter.line == 3)
    #expect(letter.byteOffset == 21)
    #expect(letter.payload == "b,two,")
  }

  @Test("A file with a header and nothing else, or with nothing at all, has no records")
  func empty() async throws {
    let directory = try TemporaryDirectory()
    let header = try directory.write("name,value,note", to: "header.csv")
    #expect(try await Driver().readAll(CSVSource(header, of: Reading.self)) == [])
    let nothing = try directory.write("", to: "nothing.csv")
    #expect(try await Driver().readAll(CSVSource(nothing, of: Reading.self)) == [])
  }

  @Test("A header without the record's columns is refused with the file's name")
  func wrongHeader() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("name,note\na,b\n", to: "readings.csv")
    let error = try await #require(throws: WeirError.self) {
      _ = try await Driver().readAll(CSVSource(path, of: Reading.self))
    }
    #expect(error.code == .malformedInput)
    #expect(error.location.file == path)
  }

  @Test("A file without a header has the record's fields in order")
  func noHeader() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a;1;\nb;2;x\n", to: "readings.csv")
    let source = CSVSource(path, of: Reading.self, separator: ";", hasHeader: false)
    #expect(
      try await Driver().readAll(source) == [
        Reading(name: "a", value: 1), Reading(name: "b", value: 2, note: "x"),
      ])
  }

  @Test("A dialect that cannot work is the source's problem")
  func problem() {
    #expect(CSVSource("x.csv", of: Reading.self, separator: "\"").problem != nil)
    #expect(CSVSource("x.csv", of: Reading.self).problem == nil)
  }
}
