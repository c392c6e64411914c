import WeirCore
import WeirFormats

/// Reads the lines of a ``FollowedSplit``.
public final class FollowingReader<Element: FieldValue>: SplitReader {
  public private(set) var split: FollowedSplit
  private let lines: LineOptions<Element>
  private let pollInterval: Duration
  private let environment: Environment
  private let malformed: MalformedInputHandler
  private let chunk: ByteChunk
  private let graceNanoseconds: UInt64
  private var machine: FollowMachine
  private var file: FollowedFile?
  private var assembler: LineAssembler<Element>?

  private static var chunkByteCount: Int { 1 << 18 }

  init(
    _ split: FollowedSplit, _ lines: LineOptions<Element>, _ pollInterval: Duration,
    _ rotationGrace: Duration, _ context: SourceContext
  ) {
    self.split = split
    self.lines = lines
    self.pollInterval = pollInterval
    environment = context.environment
    malformed = MalformedInputHandler(lines.malformed, file: split.path, context)
    chunk = ByteChunk(byteCount: Self.chunkByteCount)
    let grace = UInt64(clamping: rotationGrace.milliseconds)
    graceNanoseconds =
      grace.multipliedReportingOverflow(by: 1_000_000).overflow
      ? .max : grace * 1_000_000
    machine = FollowMachine(graceNanoseconds: graceNanoseconds)
  }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    let before = batch.count
    let full = before + limit
    while true {
      guard let file, let assembler else {
        if try await openFile() { continue }
        return idle(batch.count > before)
      }
      let progress = try assembler.decode(into: batch, limit: full - batch.count)
      split.position = assembler.position
      split.lineCount = assembler.lineCount ?? 0
      switch progress {
      case .full: return .more
      case .finished: leaveFile()
      case .needsBytes:
        if try await !readOn(file, assembler) { return idle(batch.count > before) }
      }
    }
  }

  public func close() async {
    file?.file.close()
    file = nil
  }

  private func idle(_ hasRecords: Bool) -> ReadOutcome {
    hasRecords ? .more : .idle(retryAfter: pollInterval)
  }

  /// - Returns: false when there is nothing to do for now.
  private func readOn(
    _ file: FollowedFile, _ assembler: LineAssembler<Element>
  ) async throws -> Bool {
    let readOffset = assembler.readOffset
    let look = try await environment.blocking.run { [split, chunk] in
      try file.look(split, readOffset: readOffset, into: chunk)
    }
    let now = environment.clock.monotonicNanoseconds()
    switch machine.step(look.observation, readOffset: readOffset, now: now) {
    case .wait: return false
    case .startAgain: startAgain(byteCount: look.observation.byteCount)
    case .finishFile: assembler.isInputEnded = true
    case .read:
      guard look.readByteCount > 0 else { return false }
      assembler.window.append(chunk.bytes(look.readByteCount))
      try await rememberHead(of: file, assembler.readOffset)
    }
    return true
  }

  /// Takes the hash of the first bytes until there is a whole KiB of them.
  private func rememberHead(of file: FollowedFile, _ readOffset: Int64) async throws {
    let wanted = min(readOffset, FileIdentity.probeByteCount)
    guard split.headByteCount < wanted else { return }
    split.headHash = try await environment.blocking.run { try file.headHash(wanted) }
    split.headByteCount = wanted
  }

  /// - Returns: whether there is a file to read now.
  private func openFile() async throws -> Bool {
    let opened: FollowedFile
    if let file {
      opened = file
    } else {
      guard let found = try await findFile() else { return false }
      file = found
      opened = found
    }
    guard lines.format.hasHeader else {
      try startReading(behind: nil)
      return true
    }
    let limit = lines.maxLineByteCount
    let header = try await environment.blocking.run {
      try PlainByteInput(file: opened.file, offset: 0)
        .readFirstLine(limit: limit, needsLineFeed: true)
    }
    if let header {
      try startReading(behind: header)
      return true
    }
    // Half a header in a file that lost its name will not be completed.
    let isReplaced = try await environment.blocking.run { [split] in
      try opened.isReplaced(split.path)
    }
    if isReplaced { leaveFile() }
    return isReplaced
  }

  private func startReading(behind header: FirstLine?) throws {
    if let header, split.position == 0 {
      split.position = Int64(header.byteCount)
      split.lineCount = 1
    }
    assembler = LineAssembler(
      decoder: try lines.makeDecoder(header: header?.bytes), malformed: malformed,
      position: split.position, lineCount: split.lineCount, end: .max,
      lineByteLimit: lines.maxLineByteCount, chunkByteCount: Self.chunkByteCount)
  }

  private func findFile() async throws -> FollowedFile? {
    let fileSystem = environment.fileSystem
    guard split.hasFile else {
      guard
        let found = try await environment.blocking.run({ [split] in
          try FollowedFile.open(split.path, in: fileSystem)
        })
      else { return nil }
      split.device = found.device
      split.inode = found.inode
      return found
    }
    let found = try await environment.blocking.run { [split] in
      let found = try FollowedFile.find(split, in: fileSystem)
      return try found.map { ($0, try $0.hasContent(of: split), try $0.file.status().byteCount) }
    }
    guard let (file, hasContent, byteCount) = found else { throw fileIsGone() }
    if !hasContent { startAgain(byteCount: Int64(clamping: byteCount)) }
    return file
  }

  /// The file is read to its end; the next one is whatever has its name.
  private func leaveFile() {
    file?.file.close()
    file = nil
    assembler = nil
    split = FollowedSplit(path: split.path)
    machine = FollowMachine(graceNanoseconds: graceNanoseconds)
  }

  /// The file's contents were replaced.
  private func startAgain(byteCount: Int64) {
    let rest = assembler?.unfinishedLine
    malformed.add(
      MalformedInput(
        payload: rest.map { MalformedInput.payload($0) } ?? [],
        byteCount: Int64(rest?.count ?? 0), line: split.lineCount + 1, byteOffset: split.position,
        reason: "the file was truncated or overwritten: it was read up to byte \(split.position) "
          + "and has \(byteCount) bytes now; reading starts again at its first byte"))
    assembler = nil
    split.position = 0
    split.lineCount = 0
    split.headHash = 0
    split.headByteCount = 0
  }

  private func fileIsGone() -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "the file that was followed (inode \(split.inode)) is gone; it was read up to byte "
        + "\(split.position), and what came behind is lost. Put it back beside the file that has "
        + "its name now, or start the job afresh",
      at: .init(file: split.path, byteOffset: UInt64(clamping: split.position)))
  }
}
