import Testing
import WeirCore
import WeirTestKit

@testable import WeirStorage

@Suite struct GzipTests {
  private func member(_ bytes: [UInt8]) throws -> [UInt8] {
    let buffer = ByteBuffer()
    try bytes.withUnsafeBytes { try GzipMember.append($0, to: buffer) }
    return buffer.bytes()
  }

  private func inflated(_ bytes: [UInt8], upTo limit: UInt64 = .max) throws -> [UInt8] {
    let files = MemoryFileSystem()
    try files.place(bytes, at: "/x.gz")
    let input = try GzipByteInput(
      file: try files.open("/x.gz", .read), path: "/x.gz", byteLimit: limit,
      compressedByteCount: 7)
    defer { input.close() }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 50)
    while true {
      let count = try chunk.withUnsafeMutableBytes { try input.read(into: $0) }
      if count == 0 { return result }
      result += chunk[..<count]
    }
  }

  @Test(arguments: [0, 1, 100, 65_535, 65_536, 300_000])
  func `A member inflates to its bytes, whatever their number`(count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    #expect(try inflated(try member(noise)) == noise)
    let zeros = [UInt8](repeating: 0, count: count)
    #expect(try inflated(try member(zeros)) == zeros)
    #expect(try member(noise) == member(noise))
  }

  @Test func `A file of members may be read up to the end of each, and nowhere else`() throws {
    let texts = ["first\n", "", "third\n"].map { Array($0.utf8) }
    let members = try texts.map(member)
    let file = members.flatMap(\.self)
    var end = 0
    var ends: [Int: [UInt8]] = [:]
    for (index, one) in members.enumerated() {
      end += one.count
      ends[end] = texts[...index].flatMap(\.self)
    }
    for limit in 0...file.count {
      if let expected = ends[limit] {
        #expect(try inflated(file, upTo: UInt64(limit)) == expected)
      } else {
        #expect(throws: WeirError.self) { try inflated(file, upTo: UInt64(limit)) }
      }
    }
  }
}
