import WeirCore

/// A lines store at one epoch.
///
/// Published parts never change and are never removed, and the manifests say how far each part
/// reaches, so nothing has to be held open: a snapshot that is positioned stays readable as long as
/// the store is there.
public final class LinesSnapshot: StoreSnapshot {
  private let directory: String
  private let files: any FileSystem
  /// The store at the cut; without any parts before ``position(at:)``.
  public private(set) var reader: LinesReader

  /// - Parameter directory: The sink's directory; a sink that has written nothing yet has none.
  public init(directory: String, fileSystem files: any FileSystem) {
    self.directory = directory
    self.files = files
    let paths = LinesPaths(directory: directory)
    reader = LinesReader(parts: [], opener: PartOpener(paths: paths, files: files))
  }

  /// Looks at the store as of the cut's epoch. Blocks.
  /// - Throws: ``SnapshotExpired`` when something that the cut lists is gone, or the cut is older
  ///   than what its commits tell; `unusableCheckpoint` when the store is damaged.
  public func position(at cut: StoreCut) throws {
    reader = try LinesReader(directory: directory, fileSystem: files, at: cut)
  }
}
