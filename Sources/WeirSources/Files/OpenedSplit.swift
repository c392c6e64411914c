import WeirCore
import WeirFormats
import WeirStorage

/// A split whose file is open and stands at the position. Opening blocks.
struct OpenedSplit: Sendable {
  var split: FileSplit
  var header: [UInt8]?
  var input: any ByteInput
  /// False when the input stands one byte before the position, which may be inside a line.
  var isAligned = true

  /// - Throws: `unusableCheckpoint` when the file is not the one that the split was made of.
  init(
    _ split: FileSplit, needsHeader: Bool, headerByteLimit: Int, in fileSystem: any FileSystem
  ) throws {
    let file = try InputFiles.open(split.path, in: fileSystem)
    do {
      try self.init(split, file, needsHeader: needsHeader, headerByteLimit: headerByteLimit)
    } catch {
      file.close()
      if let error = error as? WeirError { throw error.located(.init(file: split.path)) }
      throw error
    }
  }

  private init(
    _ stored: FileSplit, _ file: any File, needsHeader: Bool, headerByteLimit: Int
  ) throws {
    var split = stored
    let isCompressed = InputFiles.isCompressed(split.path)
    if let difference = try split.identity.difference(to: file, mayHaveGrown: !isCompressed) {
      throw Self.changed(split, difference)
    }
    if needsHeader {
      let input = try Self.input(file, split.path, from: 0)
      let line = try input.readFirstLine(limit: headerByteLimit)
      header = line?.bytes ?? []
      if split.position == 0, let line {
        split.position = Int64(line.byteCount)
        split.lineCount = 1
      }
    }
    isAligned = split.start == 0 || split.position > split.start
    let offset = isAligned ? split.position : split.position - 1
    guard offset >= 0, split.position >= split.start else {
      throw Self.changed(split, "the stored position \(split.position) lies outside of the split")
    }
    input = try Self.input(file, split.path, from: UInt64(offset))
    self.split = split
  }

  private static func input(
    _ file: any File, _ path: String, from offset: UInt64
  ) throws -> any ByteInput {
    guard InputFiles.isCompressed(path) else { return PlainByteInput(file: file, offset: offset) }
    let input = try GzipByteInput(file: file, path: path)
    let skipped = try input.skip(offset)
    guard skipped == offset else {
      throw WeirError(
        .unusableCheckpoint,
        "the file inflates to \(skipped) bytes and the stored position is \(offset); put the file "
          + "back as it was", at: .init(file: path, byteOffset: offset))
    }
    return input
  }

  private static func changed(_ split: FileSplit, _ difference: String) -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "the file changed after its splits were made: \(difference); put it back as it was, or start "
        + "the job afresh",
      at: .init(file: split.path, byteOffset: UInt64(clamping: split.position)))
  }
}
