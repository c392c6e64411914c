import WeirCore
import WeirStorage

extension MemoryFileSystem {
  /// Cuts the power: what is not durable is gone, and open files are unusable.
  public func crash() { disk.withLock { $0.crash() } }

  /// Cuts the power; the seed decides what of the rest happens to be on the disk. Sectors of 512
  /// bytes may be old and new side by side.
  public func crash(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    disk.withLock { $0.crash(using: &generator) }
  }

  /// Kills the process: nothing written is lost, and open files are unusable.
  public func killProcess() { disk.withLock { $0.life += 1 } }

  /// Puts a durable file there, with the directories above it.
  public func place(_ bytes: [UInt8], at path: String) throws {
    try createDirectory(FilePaths.parent(of: path))
    let file = try open(path, .update)
    try file.truncate(to: 0)
    try bytes.withUnsafeBytes { try file.write($0, at: 0) }
    try file.sync()
    file.close()
    var directory = FilePaths.parent(of: path)
    try syncDirectory(directory)
    while FilePaths.parent(of: directory) != directory, directory != "." {
      directory = FilePaths.parent(of: directory)
      try syncDirectory(directory)
    }
  }

  /// The bytes of a file as programs see them; nil when there is none.
  public func contents(_ path: String) -> [UInt8]? {
    disk.withLock { disk in
      guard let node = try? disk.place(path, "read").node, let file = disk.nodes[node],
        !file.isDirectory
      else { return nil }
      return file.bytes
    }
  }

  /// The paths of all files, in the order of their bytes.
  public var allFiles: [String] {
    func walk(_ path: String) -> [String] {
      ((try? list(path)) ?? []).flatMap { entry in
        let inner = FilePaths.join(path, entry.name)
        return entry.kind == .directory ? walk(inner) : [inner]
      }
    }
    return walk("/").sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
