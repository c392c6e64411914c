import WeirCore
import WeirStorage

/// The directory of one store as one attempt of its job sees it: made once, refused when it is
/// somebody else's, fenced against older attempts. Every call blocks.
struct StoreDirectory: Sendable {
  let paths: LinesPaths
  private let context: SinkContext
  private var files: any FileSystem { context.environment.fileSystem }

  init(_ context: SinkContext) {
    self.context = context
    paths = LinesPaths(directory: context.directory)
  }

  /// Makes the directory and its marker durable when they do not exist.
  /// - Throws: `unusableCheckpoint` when the directory is another job's or not a store,
  ///   `directoryOwned` when a newer attempt has it.
  func prepare() throws {
    if try isPrepared() { return }
    try files.createDirectoryDurably(paths.directory)
    let unfinished = FilePaths.name(of: AtomicFile.temporaryPath(for: paths.marker))
    if let stranger = try files.list(paths.directory).first(where: { $0.name != unfinished }) {
      throw WeirError(
        .unusableCheckpoint,
        "the directory is not empty (\"\(stranger.name)\") and no lines store of Weir; "
          + "give the sink a directory of its own", at: .init(file: paths.directory))
    }
    try writeMarker()
  }

  /// As ``prepare()``, and from here on refuses every older attempt.
  func claim() throws {
    try prepare()
    let marker = try StoreMarker.read(paths.marker, files)
    if let marker, marker.attempt < context.attempt.number { try writeMarker() }
  }

  /// Whether there is a store here.
  /// - Throws: as ``prepare()``.
  func isPrepared() throws -> Bool {
    guard let marker = try StoreMarker.read(paths.marker, files) else { return false }
    let place = WeirError.Location(job: context.job, file: paths.marker)
    guard marker.jobID == context.jobID else {
      throw WeirError(
        .unusableCheckpoint,
        "the store belongs to job \"\(marker.job)\" with id \(marker.jobID), not to id "
          + "\(context.jobID); give the sink a directory of its own", at: place)
    }
    guard marker.attempt <= context.attempt.number else {
      throw WeirError(
        .directoryOwned,
        "attempt \(marker.attempt) has taken the store over from \(context.attempt); "
          + "stop this runner", at: place)
    }
    return true
  }

  private func writeMarker() throws {
    try AtomicFile.write(try StoreMarker(context).encoded(), to: paths.marker, on: files)
  }
}
