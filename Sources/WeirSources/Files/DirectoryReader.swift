import WeirCore

/// Reads a split of a ``DirectorySource`` and makes sure that the file was complete.
public final class DirectoryReader<Element: FieldValue>: SplitReader {
  private let reader: FileReader<Element>
  private let checksGrowth: Bool
  private let environment: Environment

  init(_ reader: FileReader<Element>, checksGrowth: Bool, _ environment: Environment) {
    self.reader = reader
    self.checksGrowth = checksGrowth
    self.environment = environment
  }

  public var split: FileSplit { reader.split }

  public func read(into batch: Batch<Element>, limit: Int) async throws -> ReadOutcome {
    let outcome = try await reader.read(into: batch, limit: limit)
    if outcome == .end, checksGrowth { try await checkThatFileIsComplete() }
    return outcome
  }

  public var fractionRead: Double? { reader.fractionRead }

  public func close() async { await reader.close() }

  private func checkThatFileIsComplete() async throws {
    let split = split
    let fileSystem = environment.fileSystem
    // A file that was removed after it was read cannot have been written to meanwhile.
    let byteCount: UInt64? = try await environment.blocking.run {
      guard try fileSystem.status(split.path) != nil else { return nil }
      let file = try fileSystem.open(split.path, .read)
      defer { file.close() }
      return try file.status().byteCount
    }
    guard let byteCount, byteCount != UInt64(clamping: split.identity.byteCount) else { return }
    throw WeirError(
      .inputOutput,
      "the file had \(split.identity.byteCount) bytes when it was taken up and has \(byteCount) "
        + "now; move files into the directory when they are complete",
      at: .init(file: split.path, byteOffset: UInt64(clamping: split.position)),
      isRetriable: false)
  }
}
