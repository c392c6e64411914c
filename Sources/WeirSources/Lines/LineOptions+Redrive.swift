import WeirCore
import WeirStorage
import WeirFormats

extension LineOptions {
  /// Reads a refused line once more. Where the format has a header, it is that of the line's file.
  func read(
    _ request: RedriveRequest, into batch: Batch<Element>, _ context: SourceContext
  ) async throws {
    let handler = MalformedInputHandler(.deadLetter, file: request.file, context)
    let payload = Array((request.payload ?? "").utf8)
    func refuse(_ error: WeirError) {
      handler.add(
        MalformedInput(
          payload: Array(payload.prefix(DeadLetter.payloadByteLimit)),
          byteCount: Int64(payload.count), line: request.line, byteOffset: request.byteOffset,
          reason: MalformedInput.reason(error)))
    }
    do {
      let decoder = try makeDecoder(header: try await header(of: request.file, context))
      var cursor = LineCursor()
      try payload.withUnsafeBytes { bytes in
        try decoder.decode(bytes, &cursor, batch, 1, true) { refuse($0.reason) }
      }
    } catch let error as WeirError {
      refuse(error)
    }
  }

  private func header(of path: String, _ context: SourceContext) async throws -> [UInt8]? {
    guard format.hasHeader else { return nil }
    let fileSystem = context.environment.fileSystem
    let limit = maxLineByteCount
    return try await context.environment.blocking.run {
      let file = try InputFiles.open(path, in: fileSystem)
      defer { file.close() }
      let input: any ByteInput =
        InputFiles.isCompressed(path)
        ? try GzipByteInput(file: file, path: path) : PlainByteInput(file: file, offset: 0)
      return try input.readFirstLine(limit: limit)?.bytes ?? []
    }
  }
}
