import WeirCore
import WeirStorage

extension LinesReader {
  /// Exactly the lines of the epochs up to the cut's: published parts as far as they reach, and
  /// what the cut's commits list and is not published yet. Blocks.
  ///
  /// Parts that no retained manifest lists were published before the newest manifest was written,
  /// so looking at the directories after the cut is known finds them all. The rest are found by
  /// their identity, whatever name they have by then.
  /// - Throws: ``SnapshotExpired`` when a part is gone or reaches beyond the cut and no commit says
  ///   how far; `unusableCheckpoint` when the directory holds no lines store.
  init(directory: String, fileSystem files: any FileSystem, at cut: StoreCut) throws {
    let paths = LinesPaths(directory: directory)
    let commits = cut.commits.filter { $0.epoch <= cut.epoch }
    let listed = try ListedPart.parts(of: commits, in: directory)
    let opener = PartOpener(paths: paths, files: files)
    guard try StoreMarker.read(paths.marker, files) != nil else {
      // A store comes into being with its first part.
      guard listed.isEmpty else { throw SnapshotExpired() }
      self.init(parts: [], opener: opener)
      return
    }
    var known: [Place: ListedPart] = [:]
    for part in listed { known[Place(part.staged.bucket, part.staged.name.id)] = part }
    var parts: [LinesPart] = []
    for entry in try StoreListing(paths, files).entries {
      guard case .finished(let name) = entry.name, name.epochs.lowerBound <= cut.epoch else {
        continue
      }
      let part = known.removeValue(forKey: Place(entry.bucket, name.id))
      if name.epochs.upperBound <= cut.epoch {
        parts.append(LinesPart(entry, name, paths, byteCount: nil))
      } else if let part {
        parts.append(LinesPart(entry, name, paths, byteCount: part.byteCount))
      } else {
        throw SnapshotExpired()
      }
    }
    for part in known.values {
      let entry = StoreListing.Entry(bucket: part.staged.bucket, name: part.staged.file)
      parts.append(
        LinesPart(
          entry, part.staged.name, paths, byteCount: part.byteCount, checksum: part.checksum))
    }
    self.init(parts: parts, opener: opener)
  }
}

/// Where a part is, whatever name it has.
private struct Place: Hashable {
  let bucket: String
  let id: PartID

  init(_ bucket: String, _ id: PartID) {
    self.bucket = bucket
    self.id = id
  }
}
