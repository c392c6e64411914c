import WeirCore
import WeirFormats

/// A source that is a ``FileSource`` with a format of its own.
public protocol LineFileSource<Element>: Source where Reader == FileReader<Element> {
  /// The files and how they are read.
  var files: FileSource<Element> { get }
}

extension LineFileSource {
  public var label: String { files.label }
  public var isBounded: Bool { files.isBounded }
  public var problem: String? { files.problem }

  public func discoverSplits(_ context: SourceContext) async throws -> [FileSplit] {
    try await files.discoverSplits(context)
  }

  public func makeReader(
    for split: FileSplit, _ context: SourceContext
  ) async throws -> FileReader<Element> {
    try await files.makeReader(for: split, context)
  }

  public var canRedrive: Bool { files.canRedrive }

  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    try await files.read(request, into: batch, context)
  }
}
