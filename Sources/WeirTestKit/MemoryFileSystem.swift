import Glibc
import Synchronization
import WeirCore
import WeirStorage

/// A disk in memory that loses what was not synced, when a test cuts the power.
public final class MemoryFileSystem: FileSystem {
  let disk = Mutex(MemoryDisk())

  public init() {}

  public func open(_ path: String, _ mode: FileMode) throws -> any File {
    try disk.withLock { disk in
      let place = try disk.place(path, "open")
      let node: MemoryDisk.NodeID
      switch (place.node, mode) {
      case (.some, .createNew): throw WeirError.system("open", path, errno: EEXIST)
      case (.none, .read): throw WeirError.system("open", path, errno: ENOENT)
      case (.some(let found), _):
        if disk.nodes[found]?.isDirectory == true {
          throw WeirError.system("open", path, errno: EISDIR)
        }
        node = found
      case (.none, _): node = disk.create(isDirectory: false, at: place)
      }
      return MemoryFile(self, node: node, path: path, life: disk.life, mode: mode)
    }
  }

  public func rename(_ path: String, to target: String, replacing: Bool) throws {
    let call = "rename to \(target)"
    try disk.withLock { disk in
      let source = try disk.place(path, call)
      let goal = try disk.place(target, call)
      guard let node = source.node else { throw WeirError.system(call, path, errno: ENOENT) }
      if let existing = goal.node {
        if !replacing { throw WeirError.system(call, path, errno: EEXIST) }
        if existing == node { return }
        try Self.checkReplacement(of: existing, by: node, disk, call, path)
      }
      let names = try MemoryDisk.components(path, call)
      if try MemoryDisk.components(target, call).starts(with: names) {
        throw WeirError.system(call, path, errno: EINVAL)
      }
      disk.apply(
        MemoryDisk.Change(edits: [
          (source.directory, source.name, nil), (goal.directory, goal.name, node),
        ]))
    }
  }

  public func removeFile(_ path: String) throws {
    try disk.withLock { disk in
      let place = try disk.place(path, "unlink")
      guard let node = place.node else { throw WeirError.system("unlink", path, errno: ENOENT) }
      if disk.nodes[node]?.isDirectory == true {
        throw WeirError.system("unlink", path, errno: EISDIR)
      }
      disk.apply(MemoryDisk.Change(edits: [(place.directory, place.name, nil)]))
    }
  }

  public func removeDirectory(_ path: String) throws {
    try disk.withLock { disk in
      let place = try disk.place(path, "rmdir")
      guard let node = place.node else { throw WeirError.system("rmdir", path, errno: ENOENT) }
      guard let directory = disk.nodes[node], directory.isDirectory else {
        throw WeirError.system("rmdir", path, errno: ENOTDIR)
      }
      if node == MemoryDisk.root { throw WeirError.system("rmdir", path, errno: EBUSY) }
      if !directory.entries.isEmpty { throw WeirError.system("rmdir", path, errno: ENOTEMPTY) }
      disk.apply(MemoryDisk.Change(edits: [(place.directory, place.name, nil)]))
    }
  }

  public func createDirectory(_ path: String) throws {
    try disk.withLock { disk in
      var above = ""
      for name in try MemoryDisk.components(path, "mkdir") {
        above += "/" + String(decoding: name, as: UTF8.self)
        let place = try disk.place(above, "mkdir")
        if let node = place.node {
          if disk.nodes[node]?.isDirectory == true { continue }
          throw WeirError.system("mkdir", path, errno: EEXIST)
        }
        _ = disk.create(isDirectory: true, at: place)
      }
    }
  }

  public func list(_ path: String) throws -> [DirectoryEntry] {
    try disk.withLock { disk in
      let directory = try Self.directory(path, "opendir", disk)
      return directory.entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        .map { name, node in
          DirectoryEntry(
            name: String(decoding: name, as: UTF8.self), kind: disk.status(of: node).kind)
        }
    }
  }

  public func status(_ path: String) throws -> FileStatus? {
    disk.withLock { disk in
      guard let place = try? disk.place(path, "lstat") else { return nil }
      return place.node.map(disk.status(of:))
    }
  }

  public func syncDirectory(_ path: String) throws {
    try disk.withLock { disk in
      _ = try Self.directory(path, "fsync", disk)
      if let node = try disk.place(path, "fsync").node { disk.syncDirectory(node) }
    }
  }

  private static func directory(
    _ path: String, _ call: String, _ disk: MemoryDisk
  ) throws -> MemoryDisk.Node {
    guard let node = try disk.place(path, call).node, let directory = disk.nodes[node] else {
      throw WeirError.system(call, path, errno: ENOENT)
    }
    if !directory.isDirectory { throw WeirError.system(call, path, errno: ENOTDIR) }
    return directory
  }

  private static func checkReplacement(
    of existing: MemoryDisk.NodeID, by node: MemoryDisk.NodeID, _ disk: MemoryDisk,
    _ call: String, _ path: String
  ) throws {
    let isOldDirectory = disk.nodes[existing]?.isDirectory == true
    let isNewDirectory = disk.nodes[node]?.isDirectory == true
    let number: Int32? =
      switch (isOldDirectory, isNewDirectory) {
      case (true, false): EISDIR
      case (false, true): ENOTDIR
      case (true, true): disk.nodes[existing]?.entries.isEmpty == true ? nil : ENOTEMPTY
      case (false, false): nil
      }
    if let number { throw WeirError.system(call, path, errno: number) }
  }
}
