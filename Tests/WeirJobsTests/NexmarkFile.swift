import Foundation
import Testing
import Weir
import WeirStorage

@testable import WeirJobs
@testable import weir_bench

/// A file of events of the official generator, by the parameters that it was made with.
struct NexmarkFile: CustomTestStringConvertible {
  let name: String
  let count: Int64
  let parameters: NexmarkParameters
  /// Of the whole file.
  let sha256: String

  static let all = [
    NexmarkFile(
      name: "20k", count: 20_000, parameters: NexmarkParameters(eventsPerSecond: 100),
      sha256: "c1405a38f94dd537bb9d0bff0e0c9b543699f6adb396f9a6f7830454247434b9"),
    NexmarkFile(
      name: "40k-ooo", count: 40_000,
      parameters: NexmarkParameters(
        eventsPerSecond: 2000, baseTime: EventTime(milliseconds: 1_436_947_190_000),
        outOfOrderGroupSize: 3000),
      sha256: "93b5b4d137fb8b2d501c6cb29b46e216c6153e15588126653b9a148dac7a5b9e"),
    NexmarkFile(
      name: "20k-late", count: 20_000,
      parameters: NexmarkParameters(
        eventsPerSecond: 100, baseTime: EventTime(milliseconds: 1_436_918_405_000),
        outOfOrderGroupSize: 2000),
      sha256: "3669ef9b3f727845e897279c9124cac83b7f038709e40d04519cce9ceeb2001f"),
  ]

  var testDescription: String { name }

  var split: NexmarkSplit { NexmarkSplit(parameters, count: count) }
  var generator: NexmarkGenerator { NexmarkGenerator(parameters, split) }

  /// The generated lines.
  func makeLines() throws -> [UInt8] {
    let buffer = ByteBuffer()
    var generator = generator
    while let event = generator.next() {
      var encoder = JSONValueEncoder(buffer: buffer)
      try event.encode(to: &encoder)
      buffer.append(UInt8(ascii: "\n"))
    }
    return buffer.bytes()
  }

  /// The first lines of the official file, which stand beside this one.
  var head: [UInt8]? { Fixture.bytes("Nexmark/events-\(name).head.jsonl") }

  /// The tables that Apache Flink made of the file, by their rows and hashes.
  func expected() throws -> [ExpectedTable] {
    try ExpectedTable.all(in: Fixture.path("Nexmark/expected-\(name)"))
  }

  /// The official file; nil when `WEIR_NEXMARK` does not name a folder that has it.
  func official() throws -> [UInt8]? {
    guard let folder = ProcessInfo.processInfo.environment["WEIR_NEXMARK"] else { return nil }
    let path = "\(folder)/events-\(name).jsonl.gz"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try PosixFileSystem().open(path, .read)
    let input = try GzipByteInput(file: file, path: path)
    defer { input.close() }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try chunk.withUnsafeMutableBytes { try input.read(into: $0) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}

/// Files beside the tests.
enum Fixture {
  static func path(_ name: String) -> String {
    let here = #filePath
    return here.prefix(through: here.lastIndex(of: "/") ?? here.startIndex) + name
  }

  static func bytes(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path(name)).map(Array.init)
  }
}
