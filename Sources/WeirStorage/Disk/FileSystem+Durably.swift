import WeirCore

extension FileSystem {
  /// Creates a directory and those above it, each durable under its name. Blocks.
  public func createDirectoryDurably(_ path: String) throws {
    let parent = FilePaths.parent(of: path)
    let existed = try status(path) != nil
    if !existed, parent != path, parent != "." { try createDirectoryDurably(parent) }
    try createDirectory(path)
    if parent == path { return }
    do {
      // Also when it exists: a crash may have come before its name was durable.
      try syncDirectory(parent)
    } catch let error as WeirError where existed && !error.isRetriable {
      // Made by somebody else, in a directory that this process may not read.
    }
  }
}
