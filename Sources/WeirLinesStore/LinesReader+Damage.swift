import WeirCore
import WeirStorage

extension LinesReader {
  /// Whether a manifest's segment is a part of a lines store.
  public static func isPart(_ segment: Segment) -> Bool {
    StagedPart(segmentName: segment.name) != nil
  }

  /// What is wrong with the parts that these commits list: one that is lost, or that waits for its
  /// commit and is not as it was sealed. What is published counts as done. Only reads, also beside
  /// the running job; blocks.
  /// - Throws: `unusableCheckpoint` when a segment is not of a lines store.
  public static func damage(
    in commits: [EpochCommit], directory: String, fileSystem files: any FileSystem
  ) throws -> [WeirError] {
    let paths = LinesPaths(directory: directory)
    let listed = try ListedPart.parts(of: commits, in: directory)
    let damaged = try listed.filter { try $0.reason(in: paths, files) != nil }
    // A commit may have renamed a part between two looks at it.
    return try damaged.compactMap { part in
      try part.reason(in: paths, files).map {
        SegmentPublisher.refusal($0, paths.staged(part.staged), part.epoch)
      }
    }
  }
}

extension ListedPart {
  /// What is wrong with the part, in words.
  fileprivate func reason(in paths: LinesPaths, _ files: any FileSystem) throws -> String? {
    // It is found by its identity, whatever name it has by now.
    let directory = paths.directory(ofBucket: staged.bucket)
    let entries = try files.status(directory) == nil ? [] : files.list(directory)
    let names = entries.compactMap { StoreFileName($0.name) }.filter { $0.id == staged.name.id }
    let isPublished = names.contains { if case .finished = $0 { true } else { false } }
    if isPublished { return nil }
    guard names.contains(staged.file) else { return "the file is lost" }
    let path = paths.staged(staged)
    guard let file = try? files.open(path, .read) else { return "the file cannot be read" }
    defer { file.close() }
    let found = try file.status().byteCount
    guard found == byteCount || (staged.isOpen && found > byteCount) else {
      return "the file has \(found) bytes instead of \(byteCount)"
    }
    guard try file.checksum(ofFirst: byteCount) == checksum else {
      return "the file is not the one that was sealed: its checksum is another one"
    }
    return nil
  }
}
