import WeirCore
import WeirFormats

/// Reads the lines of one ``FileSplit``.
public final class FileReader<Element: FieldValue>: SplitReader {
  public private(set) var split: FileSplit
  let assembler: LineAssembler<Element>
  private let input: ReadAhead

  /// Opens the split's file and goes to its position.
  convenience init(
    _ split: FileSplit, _ options: LineOptions<Element>, _ context: SourceContext
  ) async throws {
    let fileSystem = context.environment.fileSystem
    let needsHeader = options.format.hasHeader
    let headerByteLimit = options.maxLineByteCount
    let opened = try await context.environment.blocking.run {
      try OpenedSplit(
        split, needsHeader: needsHeader, headerByteLimit: headerByteLimit, in: fileSystem)
    }
    do {
      try self.init(opened, options, context)
    } catch {
      opened.input.close()
      throw (error as? WeirError)?.located(.init(file: split.path)) ?? error
    }
  }

  private init(
    _ opened: OpenedSplit, _ options: LineOptions<Element>, _ context: SourceContext
  ) throws {
    split = opened.split
    assembler = LineAssembler(
      decoder: try options.makeDecoder(header: opened.header),
      malformed: MalformedInputHandler(options.malformed, file: split.path, context),
      position: split.position, lineCount: split.lineCount, end: split.end,
      lineByteLimit: options.maxLineByteCount, chunkByteCount: options.chunkByteCount,
      isAligned: opened.isAligned)
    input = ReadAhead(
      input: opened.input, chunkByteCount: options.chunkByteCount, environment: context.environment)
  }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    let full = batch.count + limit
    while true {
      switch try assembler.decode(into: batch, limit: full - batch.count) {
      case .full:
        advance()
        return .more
      case .finished:
        advance()
        return .end
      case .needsBytes:
        do {
          assembler.isInputEnded = try await !input.append(to: assembler.window)
        } catch let error as WeirError {
          throw error.located(.init(file: split.path, byteOffset: UInt64(assembler.readOffset)))
        }
      }
    }
  }

  public var fractionRead: Double? {
    let stored = Double(split.identity.byteCount)
    guard let inflation = input.inflation else {
      let length = min(Double(split.end), stored) - Double(split.start)
      return length > 0 ? min(1, max(0, Double(split.position - split.start) / length)) : 1
    }
    // What the rest inflates to is not known; so far it was so much.
    guard inflation.inflated > 0, stored > 0 else { return 0 }
    let share = Double(split.position) / Double(inflation.inflated)
    return min(1, share * Double(inflation.compressed) / stored)
  }

  public func close() async { await input.close() }

  private func advance() {
    split.position = assembler.position
    split.lineCount = assembler.lineCount
  }
}
