import Testing
import WeirCore
import WeirFormats

struct Refusal: Error {}

@Suite struct LineFormatTests {
  @Test("Lines end with a line feed, with or without a carriage return, and empty ones are skipped")
  func ends() throws {
    let reading = try read(LineFormat<Int>.json, "1\n2\r\n\n\r\n3\r\n4")
    #expect(reading.records == [1, 2, 3, 4])
    #expect(reading.cursor == LineCursor(offset: 12, lineCount: 6))
  }

  @Test("A last line without its end is left unless nothing follows")
  func partialLine() throws {
    let open = try read(LineFormat<Int>.json, "1\n23", isLast: false)
    #expect(open.records == [1])
    #expect(open.cursor == LineCursor(offset: 2, lineCount: 1))
    #expect(try read(LineFormat<Int>.json, "1\n23").records == [1, 23])
    #expect(try read(LineFormat<Int>.json, "", isLast: true).records == [])
  }

  @Test("No more than the limit is appended, and the cursor stays at the next line")
  func limit() throws {
    let text = (0..<10).map { "\($0)\n" }.joined()
    let reading = try read(LineFormat<Int>.json, text, limit: 3)
    #expect(reading.records == Array(0..<10))
    #expect(reading.callCount == 5)
  }

  @Test("A batch that holds records already is filled up to its capacity only")
  func fullBatch() throws {
    let decoder = try LineFormat<Int>.json.makeDecoder(nil)
    let batch = Batch<Int>(capacity: 4)
    batch.append(100)
    var cursor = LineCursor()
    try Array("1\n2\n3\n4\n5\n".utf8).withUnsafeBytes {
      try decoder.decode($0, &cursor, batch, 1000, true) { throw $0.reason }
    }
    #expect((0..<batch.count).map { batch.values[$0] } == [100, 1, 2, 3])
    #expect(cursor == LineCursor(offset: 6, lineCount: 3))
  }

  @Test("A malformed line comes with its range and number, and the lines around it are read")
  func malformed() throws {
    let reading = try read(LineFormat<Int>.json, "1\r\n\nx2\r\n3\n4 4\n5")
    #expect(reading.records == [1, 3, 5])
    #expect(reading.malformed.map(\.range) == [4..<6, 10..<13])
    #expect(reading.malformed.map(\.number) == [3, 5])
    #expect(reading.malformed.map(\.reason.location.byteOffset) == [0, 2])
    #expect(reading.cursor == LineCursor(offset: 15, lineCount: 6))
  }

  @Test("What the callback throws ends the call behind the line, with the records before it kept")
  func callbackThrows() throws {
    let decoder = try LineFormat<Int>.json.makeDecoder(nil)
    let batch = Batch<Int>(capacity: 10)
    var cursor = LineCursor(offset: 0, lineCount: 7)
    try Array("1\n2\nx\n4\n".utf8).withUnsafeBytes { chunk in
      #expect(throws: Refusal.self) {
        try decoder.decode(chunk, &cursor, batch, 1000, true) { _ in throw Refusal() }
      }
      #expect(batch.count == 2)
      #expect(cursor == LineCursor(offset: 6, lineCount: 10))
      try decoder.decode(chunk, &cursor, batch, 1000, true) { _ in throw Refusal() }
    }
    #expect((0..<batch.count).map { batch.values[$0] } == [1, 2, 4])
  }

  @Test("Good and malformed lines add up, however the text is cut into chunks")
  func chunks() throws {
    var random = SeededRandom(seed: 5)
    var bytes: [UInt8] = []
    for _ in 0..<2000 {
      bytes += JSONMutationTests.mutate(
        JSONMutationTests.lines.randomElement(using: &random)!, &random)
      bytes.append(0x0A)
    }
    let whole = try decodeInChunks(bytes, size: bytes.count)
    #expect(whole.good > 100 && whole.bad > 100)
    for size in [4096, 777, 300] {
      let cut = try decodeInChunks(bytes, size: size)
      #expect(cut.good == whole.good && cut.bad == whole.bad && cut.lines == whole.lines)
    }
    let blank = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      .count { $0.isEmpty || $0.elementsEqual([0x0D]) }
    #expect(whole.good + whole.bad + blank == Int(whole.lines))
  }

  private func decodeInChunks(
    _ bytes: [UInt8], size: Int
  ) throws -> (good: Int, bad: Int, lines: UInt64) {
    let decoder = try LineFormat<Event>.json.makeDecoder(nil)
    let batch = Batch<Event>(capacity: 64)
    var good = 0
    var bad = 0
    var lines: UInt64 = 0
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + size)
      var cursor = LineCursor(offset: 0, lineCount: lines)
      bytes[start..<end].withUnsafeBytes { chunk in
        repeat {
          batch.removeAll()
          do {
            try decoder.decode(chunk, &cursor, batch, 64, end == bytes.count) { _ in bad += 1 }
          } catch { Issue.record("\(error)") }
          good += batch.count
        } while batch.count > 0
      }
      lines = cursor.lineCount
      start += cursor.offset
    }
    return (good, bad, lines)
  }

  @Test("Text lines are taken as they stand, unless they are not UTF-8")
  func text() throws {
    let reading = try read(.text, " a \"b\" \r\n\n\té\n")
    #expect(reading.records == [" a \"b\" ", "\té"])
    let decoder = try LineFormat<String>.text.makeDecoder(nil)
    let batch = Batch<String>(capacity: 4)
    var cursor = LineCursor()
    var offsets: [UInt64?] = []
    let bytes = Array("good\nabcdefgh".utf8) + [0xE9] + Array("\nend\n".utf8)
    try bytes.withUnsafeBytes {
      try decoder.decode($0, &cursor, batch, 10, true) {
        offsets.append($0.reason.location.byteOffset)
      }
    }
    #expect(batch.count == 2)
    #expect(offsets == [8])
  }

  @Test("A record whose own code throws makes its line malformed")
  func userError() throws {
    let reading = try read(LineFormat<Picky>.json, "{\"v\":1}\n{\"v\":-1}\n{\"v\":2}\n")
    #expect(reading.records.map(\.v) == [1, 2])
    #expect(reading.malformed.first?.reason.code == .malformedInput)
    #expect(reading.malformed.first?.reason.cause == "Refusal()")
  }

  @Test("Encoders end every line, and take back the line of a record that cannot be written")
  func encoders() throws {
    #expect(try written(.json, [1, 2]) == "1\n2\n")
    #expect(try written(.text, ["a", "b c"]) == "a\nb c\n")
    let buffer = ByteBuffer()
    let batch = Batch<Double>(capacity: 3)
    for value in [1.5, .nan, 2] { batch.append(value) }
    #expect(throws: WeirError.self) { try LineEncoder<Double>.json.encode(batch, 0..<3, buffer) }
    #expect(buffer.bytes() == Array("1.5\n".utf8))
    #expect(throws: WeirError.self) { try LineEncoder<Double>.json.encodeOne(.infinity, buffer) }
    #expect(buffer.bytes() == Array("1.5\n".utf8))
    try LineEncoder<Double>.json.encode(batch, 2..<3, buffer)
    #expect(buffer.bytes() == Array("1.5\n2.0\n".utf8))
    for text in ["", "a\nb", "a\r"] {
      #expect(throws: WeirError.self) { try LineEncoder<String>.text.encodeOne(text, buffer) }
    }
  }
}

/// Refuses negative values by itself.
struct Picky: Record {
  var v = 0
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("v", &v)
    if v < 0 { throw Refusal() }
  }
}
