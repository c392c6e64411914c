import Weir
import WeirStorage

/// The file that the chain of lines reads.
enum InputLines {
  static func path(_ count: Int, _ folder: String) -> String {
    "\(folder)/readings-\(count).jsonl"
  }

  /// Writes so many readings.
  static func write(_ count: Int, in folder: String) throws {
    var bytes: [UInt8] = []
    for sequence in 0..<Int64(count) {
      let reading = Reading(sequence, keys: 100)
      let fields =
        "\"key\":\(reading.key),\"value\":\(reading.value),\"time\":\(reading.time.milliseconds)"
      bytes += "{\(fields)}\n".utf8
    }
    let file = try PosixFileSystem().open(path(count, folder), .update)
    defer { file.close() }
    try bytes.withUnsafeBytes { try file.write($0, at: 0) }
  }
}
