import WeirCore

/// What dead attempts left in a store: parts without a finished name that no manifest lists.
struct Leftovers {
  let context: SinkContext
  let paths: LinesPaths
  /// Parts that the manifest lists.
  let listed: Set<StagedPart>

  /// Removes them, and the buckets that are empty then. Files of a higher attempt stay: it may be
  /// alive. Blocks.
  func remove() throws {
    let files = context.environment.fileSystem
    let listing = try StoreListing(paths, files)
    for entry in listing.entries where isLeftover(entry) {
      try files.removeFile(paths.file(entry.name, inBucket: entry.bucket))
    }
    for bucket in listing.buckets {
      let directory = paths.directory(ofBucket: bucket)
      if try files.list(directory).isEmpty { try files.removeDirectory(directory) }
    }
  }

  private func isLeftover(_ entry: StoreListing.Entry) -> Bool {
    guard entry.name.id.attempt <= context.attempt else { return false }
    switch entry.name {
    case .finished: return false
    case .inProgress: return true
    case .pending(let name):
      return !listed.contains(StagedPart(bucket: entry.bucket, name: name))
    case .open(let name):
      return !listed.contains(StagedPart(bucket: entry.bucket, name: name, isOpen: true))
    }
  }
}
