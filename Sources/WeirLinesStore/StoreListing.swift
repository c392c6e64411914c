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
    let buckets = top.filter { $0.kind == .directory && LinesPaths.isBucketName($0.name) }
      .map(\.name)
    var entries = Self.entries(top, bucket: "")
    for bucket in buckets {
      entries += Self.entries(try files.list(paths.directory(ofBucket: bucket)), bucket: bucket)
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

  private static func entries(_ names: [DirectoryEntry], bucket: String) -> [Entry] {
    names.compactMap { entry in
      guard entry.kind == .file, let name = StoreFileName(entry.name) else { return nil }
      return Entry(bucket: bucket, name: name)
    }
  }
}
