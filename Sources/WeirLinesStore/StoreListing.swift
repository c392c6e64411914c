import WeirCore

/// The store's own files, as one look at its directories found them.
struct StoreListing {
  /// A file of the store.
  struct Entry: Sendable {
    let bucket: String
    let name: StoreFileName
  }

  /// Directories that can be buckets, in the order of their names' bytes.
  let buckets: [String]
  let entries: [Entry]

  /// Blocks. Links and everything that the store does not write are left out.
  init(_ paths: LinesPaths, _ files: any FileSystem) throws {
    let top = try files.list(paths.directory)
    var buckets: [String] = []
    var entries = Self.entries(top, bucket: "")
    for entry in top where entry.kind == .directory && LinesPaths.isBucketName(entry.name) {
      guard let names = try Self.names(in: paths.directory(ofBucket: entry.name), files) else {
        continue
      }
      buckets.append(entry.name)
      entries += Self.entries(names, bucket: entry.name)
    }
    self.buckets = buckets
    self.entries = entries
  }

  /// The parts that readers may see.
  var finished: [StagedPart] {
    entries.compactMap { entry in
      guard case .finished(let name) = entry.name else { return nil }
      return StagedPart(bucket: entry.bucket, name: name)
    }
  }

  /// What a bucket has; nil when it is gone: a starting job removes empty ones beside its readers.
  private static func names(
    in directory: String, _ files: any FileSystem
  ) throws -> [DirectoryEntry]? {
    do {
      return try files.list(directory)
    } catch {
      guard try files.status(directory) != nil else { return nil }
      return try files.list(directory)
    }
  }

  private static func entries(_ names: [DirectoryEntry], bucket: String) -> [Entry] {
    names.compactMap { entry in
      guard entry.kind == .file, let name = StoreFileName(entry.name) else { return nil }
      return Entry(bucket: bucket, name: name)
    }
  }
}
