import WeirCore
import WeirFormats

/// Reads the lines of standard input.
///
/// ```swift
/// let lines = flow.source("lines", StandardInputSource(format: .json))
/// ```
///
/// **Not replayable**: a pipe forgets what was read from it, so after a crash the lines read since
/// the last checkpoint are lost, and reading goes on with what the next standard input holds. Write
/// the input to a file and use ``FileSource`` or ``FollowingFileSource`` when that matters.
public struct StandardInputSource<Element: FieldValue>: Source {
  let lines: LineOptions<Element>
  let descriptor: Int32

  /// - Parameters:
  ///   - format: What a line holds.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  public init(
    format: LineFormat<Element>, malformed: MalformedPolicy = .fail,
    maxLineByteCount: Int = 1 << 20
  ) {
    self.init(
      LineOptions(format: format, malformed: malformed, maxLineByteCount: maxLineByteCount),
      descriptor: 0)
  }

  init(_ lines: LineOptions<Element>, descriptor: Int32) {
    self.lines = lines
    self.descriptor = descriptor
  }

  public var isBounded: Bool { true }
  public var isReplayable: Bool { false }
  public var problem: String? { lines.problem }

  public func discoverSplits(_ context: SourceContext) async throws -> [StandardInputSplit] {
    [StandardInputSplit()]
  }

  public func makeReader(
    for split: StandardInputSplit, _ context: SourceContext
  ) async throws -> StandardInputReader<Element> {
    StandardInputReader(split, lines, descriptor, context)
  }

  public var canRedrive: Bool { true }

  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    try await lines.read(request, into: batch, context)
  }
}
