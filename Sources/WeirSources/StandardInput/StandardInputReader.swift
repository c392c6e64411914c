import WeirCore
import WeirFormats

/// Reads the lines of standard input, which a task of its own takes from the pipe.
public final class StandardInputReader<Element: FieldValue>: SplitReader {
  public private(set) var split: StandardInputSplit
  private let lines: LineOptions<Element>
  private let malformed: MalformedInputHandler
  private let buffer: BoundedBuffer<[UInt8]>
  private let pump: SpawnedTask
  private var assembler: LineAssembler<Element>?
  /// What has come of the header line.
  private var header: [UInt8] = []

  /// How many pieces of at most 64 KiB wait for the job.
  private static var bufferLimit: Int { 8 }

  init(
    _ split: StandardInputSplit, _ lines: LineOptions<Element>, _ descriptor: Int32,
    _ context: SourceContext
  ) {
    self.split = split
    self.lines = lines
    malformed = MalformedInputHandler(lines.malformed, file: "standard input", context)
    let buffer = BoundedBuffer<[UInt8]>(limit: Self.bufferLimit, wake: context.wake)
    self.buffer = buffer
    pump = context.environment.spawner.spawn { [blocking = context.environment.blocking] in
      await Self.pump(descriptor, into: buffer, blocking)
    }
  }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    let before = batch.count
    let full = before + limit
    while true {
      if let assembler {
        let progress = try assembler.decode(into: batch, limit: full - batch.count)
        split.position = assembler.position
        split.lineCount = assembler.lineCount ?? 0
        if progress == .full { return .more }
        if progress == .finished { return .end }
      } else if !lines.format.hasHeader {
        assembler = try makeAssembler(header: nil, lineCount: split.lineCount)
        continue
      }
      switch buffer.take(1) {
      case .elements(let pieces): for piece in pieces { try append(piece) }
      case .nothing: return batch.count > before ? .more : .idle(retryAfter: nil)
      case .ended(nil): try endInput()
      case .ended(let error?): throw error
      }
    }
  }

  /// Waits for the task that reads, which looks every 100 ms, so that it takes nothing from a later
  /// reader.
  public func close() async {
    pump.cancel()
    buffer.close()
    await pump.wait()
  }

  private func append(_ piece: [UInt8]) throws {
    if let assembler {
      piece.withUnsafeBytes { assembler.window.append($0) }
      return
    }
    guard let lineFeed = piece.firstIndex(of: LineScan.lineFeed) else {
      header += piece
      guard header.count <= lines.maxLineByteCount else {
        throw WeirError(
          .malformedInput, "the header line is longer than \(lines.maxLineByteCount) bytes",
          at: .init(file: malformed.file, line: 1, byteOffset: 0))
      }
      return
    }
    header += piece[..<lineFeed]
    try startBehindHeader(Int64(header.count) + 1)
    try append(Array(piece[(lineFeed + 1)...]))
  }

  private func endInput() throws {
    if assembler == nil { try startBehindHeader(Int64(header.count)) }
    assembler?.isInputEnded = true
  }

  private func startBehindHeader(_ byteCount: Int64) throws {
    split.position += byteCount
    assembler = try makeAssembler(header: header, lineCount: split.lineCount + 1)
  }

  private func makeAssembler(
    header: [UInt8]?, lineCount: Int64
  ) throws -> LineAssembler<Element> {
    LineAssembler(
      decoder: try lines.makeDecoder(header: header), malformed: malformed,
      position: split.position, lineCount: lineCount, end: .max,
      lineByteLimit: lines.maxLineByteCount, chunkByteCount: PipeInput.pieceByteCount)
  }

  private static func pump(
    _ descriptor: Int32, into buffer: BoundedBuffer<[UInt8]>, _ blocking: any BlockingPool
  ) async {
    do {
      while !Task.isCancelled {
        switch try await blocking.run({ try PipeInput.read(descriptor) }) {
        case .nothing: await Task.yield()
        case .ended: return buffer.finish(nil)
        case .bytes(let bytes): guard await buffer.put(bytes) else { return }
        }
      }
    } catch {
      buffer.finish(error)
    }
  }
}
