import WeirCore

/// The open file of a follower. Everything here blocks.
final class FollowedFile: Sendable {
  /// What was seen, and how many bytes were read behind what was read before.
  struct Look: Sendable {
    var observation: FollowMachine.Observation
    var readByteCount: Int
  }

  let path: String
  let file: any File
  let device: UInt64
  let inode: UInt64
  private let fileSystem: any FileSystem

  private init(_ path: String, _ file: any File, in fileSystem: any FileSystem) throws {
    self.path = path
    self.file = file
    self.fileSystem = fileSystem
    let status = try file.status()
    device = status.device
    inode = status.inode
  }

  /// Opens the file with that name; nil when there is none.
  static func open(_ path: String, in fileSystem: any FileSystem) throws -> FollowedFile? {
    guard let status = try fileSystem.status(path) else { return nil }
    switch status.kind {
    case .file, .link: break
    case .directory, .other:
      throw WeirError(
        .inputOutput, "only a file can be followed; use DirectorySource for a directory",
        at: .init(file: path), isRetriable: false)
    }
    let file: any File
    do {
      file = try fileSystem.open(path, .read)
    } catch {
      // The file was renamed in between, or the link's target is away for a moment.
      if status.kind == .link { return nil }
      if try fileSystem.status(path) == nil { return nil }
      throw error
    }
    do {
      return try FollowedFile(path, file, in: fileSystem)
    } catch {
      file.close()
      throw error
    }
  }

  /// Opens the file that a stored split was reading: under its name, or under the one that rotation
  /// gave it in the same directory. nil when it is gone.
  static func find(
    _ split: FollowedSplit, in fileSystem: any FileSystem
  ) throws -> FollowedFile? {
    if let named = try open(split.path, in: fileSystem) {
      if named.device == split.device, named.inode == split.inode { return named }
      named.file.close()
    }
    let slash = split.path.lastIndex(of: "/")
    let directory = slash.map { String(split.path[...$0]) } ?? "."
    let prefix = slash == nil ? "" : directory
    for entry in try fileSystem.list(directory) where entry.kind == .file {
      guard let status = try fileSystem.status(prefix + entry.name),
        status.inode == split.inode, status.device == split.device,
        let found = try open(prefix + entry.name, in: fileSystem)
      else { continue }
      if found.inode == split.inode, try found.hasContent(of: split) { return found }
      found.file.close()
    }
    return nil
  }

  /// Whether the file is at least as long as the split's position and begins as it did.
  func hasContent(of split: FollowedSplit) throws -> Bool {
    guard Int64(clamping: try file.status().byteCount) >= split.position else { return false }
    return try headHash(split.headByteCount) == split.headHash
  }

  /// Stable hash of the first bytes.
  func headHash(_ byteCount: Int64) throws -> UInt64 {
    try FileIdentity.hash(
      file, from: 0, count: min(max(byteCount, 0), FileIdentity.probeByteCount))
  }

  /// Looks at the file and its name, and reads what is new.
  func look(
    _ split: FollowedSplit, readOffset: Int64, into chunk: ByteChunk
  ) throws -> Look {
    let byteCount = Int64(clamping: try file.status().byteCount)
    var look = Look(
      observation: .init(
        byteCount: byteCount, isSameContent: true, isReplaced: try isReplaced(split.path)),
      readByteCount: 0)
    guard byteCount > readOffset else { return look }
    look.observation.isSameContent = try headHash(split.headByteCount) == split.headHash
    if look.observation.isSameContent {
      let input = PlainByteInput(file: file, offset: UInt64(readOffset))
      look.readByteCount = try input.read(into: chunk.memory)
    }
    return look
  }

  /// Whether the name stands for another file. A name that stands for none keeps its file.
  func isReplaced(_ name: String) throws -> Bool {
    guard let status = try fileSystem.status(name) else { return false }
    guard status.kind == .link else {
      return status.inode != inode || status.device != device
    }
    guard let target = try FollowedFile.open(name, in: fileSystem) else { return false }
    defer { target.file.close() }
    return target.inode != inode || target.device != device
  }
}
