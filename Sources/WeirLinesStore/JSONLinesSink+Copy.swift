import WeirCore
import WeirStorage

extension JSONLinesSink {
  /// The parts up to the cut, each as far as it is covered, closed and published.
  public func copyStore(
    at cut: StoreCut, from original: SinkContext, to copy: SinkContext
  ) async throws {
    let environment = copy.environment
    let paths = LinesPaths(directory: copy.directory)
    let buckets = try await environment.blocking.run { () -> Set<String> in
      let files = environment.fileSystem
      let snapshot = LinesSnapshot(directory: original.directory, fileSystem: files)
      try snapshot.position(at: cut)
      let parts = snapshot.reader.parts
      guard !parts.isEmpty else { return [] }
      try StoreDirectory(copy).claim()
      for part in parts {
        let last =
          part.isPublished && part.epochs.upperBound <= cut.epoch
          ? part.epochs.upperBound : cut.epoch
        let name = PartName(
          epochs: part.epochs.lowerBound...part.epochs.lowerBound, id: part.id,
          compression: part.compression
        ).closed(at: last)
        let directory = paths.directory(ofBucket: part.bucketName)
        if try files.status(directory) == nil { try files.createDirectoryDurably(directory) }
        let source = try snapshot.reader.openFile(of: part)
        defer { source.close() }
        let target = try files.open(
          paths.file(.finished(name), inBucket: part.bucketName), .createNew)
        defer { target.close() }
        try Self.copy(source, to: target, byteCount: part.byteCount ?? source.status().byteCount)
        try target.sync()
      }
      return Set(parts.map(\.bucketName))
    }
    guard !buckets.isEmpty else { return }
    try await paths.sync(buckets, environment)
  }

  private static func copy(
    _ source: any File, to target: any File, byteCount: UInt64
  ) throws {
    var offset: UInt64 = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while offset < byteCount {
      let wanted = Int(min(UInt64(chunk.count), byteCount - offset))
      let count = try chunk.withUnsafeMutableBytes { bytes in
        try source.readFully(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]), at: offset)
      }
      guard count == wanted else {
        throw WeirError(
          .unusableCheckpoint, "a part ends before what the manifest lists; restore the store")
      }
      try chunk.withUnsafeBytes {
        try target.write(UnsafeRawBufferPointer(rebasing: $0[..<count]), at: offset)
      }
      offset += UInt64(count)
    }
  }
}
