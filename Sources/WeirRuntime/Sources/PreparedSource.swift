import WeirCheckpoints
import WeirCore

/// A split and whether it has been read to its end.
struct PreparedSplit<SplitType: Split>: Sendable {
  var split: SplitType
  var isFinished: Bool
}

/// A source whose splits are known, before they are dealt out to subtasks.
protocol PreparedSource: Sendable {
  /// The driver of one subtask's share.
  /// - Parameter readLimit: how many records it may read at once.
  func makeDriver(_ context: SourceContext, readLimit: Int?) -> SplitDriver
}

/// All splits of a source of known type: those of a checkpoint, or at the first start what the
/// source discovers.
struct TypedPreparedSource<S: Source>: PreparedSource {
  private let source: S
  private let splits: [PreparedSplit<S.SplitType>]
  private let limits: SplitLimits<S.SplitType>?
  private let requests: RequestReader?

  /// - Parameters:
  ///   - sections: the source's sections in the checkpoint; nil when there is none.
  ///   - until: its sections in the checkpoint at which a replay ends; nil: it reads all there is.
  init(
    _ source: S, _ context: SourceContext, restored sections: [RestoredSection]?,
    until: [RestoredSection]? = nil, log: RequestLog? = nil
  ) async throws {
    self.source = source
    let position = try RequestPosition.position(in: sections ?? [])
    requests = log.map {
      RequestReader(
        operatorID: context.operatorID, log: $0, environment: context.environment,
        position: position)
    }
    limits = try until.map(SplitLimits.init)
    if let sections {
      splits = try sections.filter { $0.section.name == SplitSection.name }.flatMap { try SplitSection.decode($0, S.SplitType.self) }
        .sorted { $0.split.id < $1.split.id }
    } else {
      splits = try await source.discoverSplits(context)
        .map { PreparedSplit(split: $0, isFinished: false) }
    }
    var seen: Set<String> = []
    for prepared in splits where !seen.insert(prepared.split.id).inserted {
      throw WeirError(
        .invalidJob, "the source has two splits called \"\(prepared.split.id)\"",
        at: .init(operatorID: context.operatorID.name), isRetriable: false)
    }
  }

  func makeDriver(_ context: SourceContext, readLimit: Int?) -> SplitDriver {
    // Unfinished splits are dealt out evenly; finished ones are only remembered.
    var share: [PreparedSplit<S.SplitType>] = []
    var turns = (finished: 0, open: 0)
    for prepared in splits {
      let turn = prepared.isFinished ? turns.finished : turns.open
      if turn % context.parallelism == context.subtask { share.append(prepared) }
      if prepared.isFinished { turns.finished += 1 } else { turns.open += 1 }
    }
    return TypedSplitDriver(
      source: source, context: context, share: share, known: Set(splits.map(\.split.id)),
      limits: limits, requests: context.subtask == 0 && source.canRedrive ? requests : nil,
      readLimit: readLimit)
  }
}

/// The form in which splits stand in a checkpoint.
enum SplitSection {
  static let name = "splits"

  static func encode<SplitType: Split>(
    _ splits: [PreparedSplit<SplitType>], operatorID: OperatorID
  ) throws -> StateSection {
    let buffer = ByteBuffer()
    SchemaCodec.encode(SplitType.fieldType, to: buffer)
    buffer.append(UInt32(truncatingIfNeeded: splits.count))
    var encoder = BinaryEncoder(buffer: buffer)
    for prepared in splits {
      try encoder.encode(prepared.isFinished)
      try prepared.split.encode(to: &encoder)
    }
    return StateSection(operatorID: operatorID, name: name, bytes: buffer)
  }

  static func decode<SplitType: Split>(
    _ restored: RestoredSection, _ type: SplitType.Type
  ) throws -> [PreparedSplit<SplitType>] {
    try restored.section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let splits = try StateDecoder<SplitType>(
        writtenAs: try SchemaCodec.decode(from: &decoder))
      var result: [PreparedSplit<SplitType>] = []
      for _ in 0..<(try decoder.read(UInt32.self)) {
        let isFinished = try decoder.decodeBool()
        result.append(
          PreparedSplit(split: try splits.decode(&decoder), isFinished: isFinished))
      }
      return result
    }
  }
}
