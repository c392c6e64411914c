import Glibc
import WeirCore
import WeirStorage

/// What a disk holds, twice: as programs see it, and as a power cut would leave it.
///
/// A file's bytes become durable by its own sync. A name created, renamed or removed becomes
/// durable by its directory's sync; a rename between two directories is one step, durable with
/// either. Names are bytes: two texts that only look the same are two files.
struct MemoryDisk: Sendable {
  typealias NodeID = Int
  typealias Name = [UInt8]

  struct Node: Sendable {
    let isDirectory: Bool
    var bytes: [UInt8] = []
    var durableBytes: [UInt8] = []
    /// A failed sync leaves the bytes marked clean: a later one succeeds and does nothing.
    var isSyncLost = false
    var entries: [Name: NodeID] = [:]
    var durableEntries: [Name: NodeID] = [:]
    var modified: Int64 = 0
  }

  /// Names that change together; a nil node removes the name.
  struct Change: Sendable {
    var edits: [(directory: NodeID, name: Name, node: NodeID?)]
  }

  static let root: NodeID = 0

  var nodes: [NodeID: Node] = [root: Node(isDirectory: true)]
  /// Changes of names that are not durable, oldest first.
  var pending: [Change] = []
  /// Counts lives of the disk: an open file belongs to one.
  var life = 0
  private var nextNode: NodeID = 1
  private var ticks: Int64 = 0

  /// Where a path leads: the directory, the name in it and the node that has the name.
  struct Place {
    let directory: NodeID
    let name: Name
    let node: NodeID?
  }

  /// The names of a path; relative paths start at the root.
  static func components(_ path: String, _ call: String) throws -> [Name] {
    let names = path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
      .filter { $0 != Array(".".utf8) }
    if names.contains(Array("..".utf8)) || path.utf8.contains(0) {
      throw WeirError.system(call, path, errno: EINVAL)
    }
    return names
  }

  /// - Throws: ENOENT or ENOTDIR when a directory on the way is missing or none.
  func place(_ path: String, _ call: String) throws -> Place {
    var names = try Self.components(path, call)
    guard let last = names.popLast() else {
      return Place(directory: Self.root, name: [], node: Self.root)
    }
    var directory = Self.root
    for name in names {
      guard let next = nodes[directory]?.entries[name] else {
        throw WeirError.system(call, path, errno: ENOENT)
      }
      guard nodes[next]?.isDirectory == true else {
        throw WeirError.system(call, path, errno: ENOTDIR)
      }
      directory = next
    }
    return Place(directory: directory, name: last, node: nodes[directory]?.entries[last])
  }

  /// Makes a node under a name that is free.
  mutating func create(isDirectory: Bool, at place: Place) -> NodeID {
    let id = nextNode
    nextNode += 1
    nodes[id] = Node(isDirectory: isDirectory)
    touch(id)
    apply(Change(edits: [(place.directory, place.name, id)]))
    return id
  }

  /// Changes names as programs see them.
  mutating func apply(_ change: Change) {
    for edit in change.edits {
      nodes[edit.directory]?.entries[edit.name] = edit.node
      touch(edit.directory)
    }
    pending.append(change)
  }

  /// Marks a node as modified now; every modification has its own second.
  mutating func touch(_ id: NodeID) {
    ticks += 1
    nodes[id]?.modified = ticks
  }

  func status(of id: NodeID) -> FileStatus {
    let node = nodes[id] ?? Node(isDirectory: false)
    return FileStatus(
      kind: node.isDirectory ? .directory : .file, byteCount: UInt64(node.bytes.count), device: 1,
      inode: UInt64(id), modified: node.modified, permissions: node.isDirectory ? 0o700 : 0o600)
  }
}
