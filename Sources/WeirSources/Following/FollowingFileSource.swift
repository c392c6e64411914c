import WeirCore
import WeirFormats

/// Follows a growing file under its name, as `tail -F` does, from its first line on.
///
/// ```swift
/// let requests = flow.source("requests", FollowingFileSource("access.log", format: .text))
/// ```
///
/// * The last line waits until its line feed has been written.
/// * **Rotation**: when the file was renamed and another one has its name, the old one is read to
///   its end first; it is left once nothing was appended for `rotationGrace`. Then the new one is
///   read from its start.
/// * **Truncation**: when the file became shorter than what was read of it, or begins with other
///   bytes than it did, it is read from its start again. A dead letter says so, whatever the policy
///   is, and holds what was there of an unfinished line.
/// * The name need not exist yet.
///
/// The position is the file's inode and an offset, so that a job that was down during a rotation
/// finishes the renamed file (in the same directory) first. A file that was removed meanwhile, with
/// lines that nobody has read, is an error. Files that came and went under the name between two
/// looks, or while the job was down, are not seen: keep at least one rotated file uncompressed.
public struct FollowingFileSource<Element: FieldValue>: Source {
  let path: String
  let lines: LineOptions<Element>
  let pollInterval: Duration
  let rotationGrace: Duration

  /// - Parameters:
  ///   - path: The file's name, or a link to it.
  ///   - format: What a line holds.
  ///   - malformed: What to do with a line that cannot be read.
  ///   - pollInterval: How often to look for new bytes when there were none.
  ///   - rotationGrace: How long to wait for further bytes in a file that lost its name.
  ///   - maxLineByteCount: Longer lines count as malformed; they are never held in memory.
  public init(
    _ path: String, format: LineFormat<Element>, malformed: MalformedPolicy = .fail,
    pollInterval: Duration = .milliseconds(50), rotationGrace: Duration = .seconds(1),
    maxLineByteCount: Int = 1 << 20
  ) {
    self.path = path
    self.pollInterval = pollInterval
    self.rotationGrace = rotationGrace
    lines = LineOptions(format: format, malformed: malformed, maxLineByteCount: maxLineByteCount)
  }

  public var isBounded: Bool { false }

  public var problem: String? {
    if path.isEmpty { return "the path is empty; name a file" }
    if InputFiles.isCompressed(path) {
      return "\(path) is compressed and cannot be followed; read it with FileSource"
    }
    if pollInterval <= .zero { return "pollInterval must be longer than nothing" }
    if rotationGrace < .zero { return "rotationGrace must not be negative" }
    return lines.problem
  }

  public func discoverSplits(_ context: SourceContext) async throws -> [FollowedSplit] {
    [FollowedSplit(path: path)]
  }

  public func makeReader(
    for split: FollowedSplit, _ context: SourceContext
  ) async throws -> FollowingReader<Element> {
    FollowingReader(split, lines, pollInterval, rotationGrace, context)
  }

  public var canRedrive: Bool { true }

  public func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    try await lines.read(request, into: batch, context)
  }
}
