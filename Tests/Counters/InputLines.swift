import Weir
import WeirStorage

/// The file that the chain of lines reads.
enum InputLines {
  /// Writes so many readings and returns the file's path.
  static func write(_ count: Int, in folder: String) throws -> String {
    var bytes: [UInt8] = []
    for sequence in 0..<Int64(count) {
      let reading = Reading(sequence, keys: 100)
      let fields =
        "\"key\":\(reading.key),\"value\":\(reading.value),\"time\":\(reading.time.milliseconds)"
      bytes += "{\(fields)}\n".utf8
    }
    let path = "\(folder)/readings-\(count).jsonl"
    let file = try PosixFileSystem().open(path, .update)
    defer { file.close() }
    try bytes.withUnsafeBytes { try file.write($0, at: 0) }
    return path
  }
}
