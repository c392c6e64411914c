import WeirCore
import WeirStorage

/// The file with one subtask's state.
///
/// | offset | bytes | |
/// | --- | --- | --- |
/// | 0 | 8 | `WEIRSTAT` |
/// | 8 | 4 | format version, 1 |
/// | 12 | 4 | length of the header |
/// | 16 | … | header: whose state it is, and the sections' names, lengths and checksums |
/// | | 4 | CRC-32C of everything before |
/// | | … | the sections, one after the other, to the end of the file |
///
/// Numbers are little endian. The manifest holds the length and checksum of the whole.
enum StateFile {
  static let magic = Array("WEIRSTAT".utf8)
  static let version: UInt32 = 1
  private static let prefixByteCount = 16

  /// Everything before the sections.
  static func header(
    jobID: String, checkpoint: CheckpointID, subtask: SubtaskID, sections: [StateSection]
  ) throws -> [UInt8] {
    var header = StateFileHeader()
    header.jobID = jobID
    header.checkpoint = checkpoint.number
    header.chain = subtask.chain
    header.subtask = subtask.index
    header.sections = sections.map { section in
      var entry = StateFileHeader.Section()
      entry.operatorID = section.operatorID.name
      entry.name = section.name
      entry.byteCount = UInt64(section.bytes.count)
      entry.checksum = section.bytes.withUnsafeBytes { CRC32C.checksum($0) }
      return entry
    }
    var encoder = BinaryEncoder()
    try encoder.encode(record: header)
    let fields = encoder.buffer.bytes()
    guard let fieldByteCount = UInt32(exactly: fields.count) else {
      throw WeirError(.limit, "subtask \(subtask) has too many state sections")
    }
    let file = ByteBuffer()
    magic.withUnsafeBytes { file.append(bytes: $0) }
    file.append(version)
    file.append(fieldByteCount)
    fields.withUnsafeBytes { file.append(bytes: $0) }
    file.append(file.withUnsafeBytes { CRC32C.checksum($0) })
    return file.bytes()
  }

  /// The sections of a file whose length and checksum were compared with the manifest's already.
  /// - Throws: `unusableCheckpoint` with file, offset and reason.
  static func sections(
    in bytes: [UInt8], of member: StateMember, jobID: String, checkpoint: CheckpointID,
    file: String
  ) throws -> [StateSection] {
    let (header, start) = try header(in: bytes, file: file)
    guard header.jobID == jobID else {
      throw WeirError.unusable(
        file: file, offset: prefixByteCount, "it belongs to another job's directory")
    }
    guard header.checkpoint == checkpoint.number else {
      throw WeirError.unusable(
        file: file, offset: prefixByteCount,
        "it belongs to \(CheckpointID(header.checkpoint)), not to \(checkpoint)")
    }
    guard header.chain == member.chain, header.subtask == member.subtask else {
      throw WeirError.unusable(
        file: file, offset: prefixByteCount,
        "it is the state of subtask \(header.chain)/\(header.subtask), not of \(member.subtaskID)")
    }
    var offset = start
    var sections: [StateSection] = []
    for entry in header.sections {
      guard let byteCount = Int(exactly: entry.byteCount), byteCount <= bytes.count - offset else {
        throw WeirError.unusable(
          file: file, offset: offset, "section \(entry.name) of \(entry.operatorID) ends early")
      }
      let content = bytes.withUnsafeBytes { file in
        ByteBuffer(UnsafeRawBufferPointer(rebasing: file[offset..<offset + byteCount]))
      }
      guard content.withUnsafeBytes({ CRC32C.checksum($0) }) == entry.checksum else {
        throw WeirError.unusable(
          file: file, offset: offset, "section \(entry.name) of \(entry.operatorID) is damaged")
      }
      sections.append(
        StateSection(
          operatorID: OperatorID(entry.operatorID), name: entry.name, bytes: content))
      offset += byteCount
    }
    guard offset == bytes.count else {
      throw WeirError.unusable(
        file: file, offset: offset, "the file goes on after its last section")
    }
    return sections
  }

  /// The header and where the sections begin.
  private static func header(
    in bytes: [UInt8], file: String
  ) throws -> (StateFileHeader, start: Int) {
    guard bytes.count >= prefixByteCount else {
      throw WeirError.unusable(file: file, offset: bytes.count, "the file ends in its header")
    }
    guard bytes.starts(with: magic) else {
      throw WeirError.unusable(file: file, offset: 0, "this is no state file of Weir")
    }
    let (version, byteCount) = bytes.withUnsafeBytes {
      (
        $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self),
        Int($0.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
      )
    }
    guard byteCount <= bytes.count - prefixByteCount - 4 else {
      throw WeirError.unusable(file: file, offset: 12, "the header is longer than the file")
    }
    let end = prefixByteCount + byteCount
    return try bytes.withUnsafeBytes { bytes in
      let stored = bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self)
      guard CRC32C.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<end])) == stored else {
        throw WeirError.unusable(file: file, offset: end, "the header is damaged")
      }
      guard version == Self.version else {
        throw WeirError.unusable(
          file: file, offset: 8,
          "its format version is \(version), and this program reads version \(Self.version) only")
      }
      var decoder = BinaryDecoder(UnsafeRawBufferPointer(rebasing: bytes[prefixByteCount..<end]))
      do {
        let header = try decoder.decodeRecord(StateFileHeader.self)
        if !decoder.isAtEnd { throw decoder.invalidValue("the header has further bytes") }
        return (header, end + 4)
      } catch let error as WeirError {
        let offset = Int(clamping: error.location.byteOffset ?? 0) + prefixByteCount
        throw WeirError.unusable(file: file, offset: offset, error.message)
      }
    }
  }
}
