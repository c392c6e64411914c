import WeirCore
import WeirSQLite
import WeirTableStore

/// Reads rows of one table in rounds: one at a time, each for all keys that were asked for during the
/// one before, and each at the epoch that is the newest when it begins.
///
/// Whoever asks while nobody reads does so for the others too. So there is no task of its own, and no
/// cut is held when nobody asks.
actor StoredTableReader {
  /// What one who waits is told.
  private enum Turn {
    case row(TableRow?)
    /// To read the next round.
    case read
  }

  private struct Waiter {
    let key: [ColumnValue]
    let continuation: CheckedContinuation<Turn, any Error>
  }

  private let sink: String
  private let job: String
  private let dataDirectory: String
  private let environment: Environment
  private var isReading = false
  private var waiting: [Waiter] = []

  init(sink: String, job: String, dataDirectory: String, environment: Environment) {
    self.sink = sink
    self.job = job
    self.dataDirectory = dataDirectory
    self.environment = environment
  }

  func row(of key: [ColumnValue]) async throws -> TableRow? {
    if isReading {
      let turn = try await withCheckedThrowingContinuation { continuation in
        waiting.append(Waiter(key: key, continuation: continuation))
      }
      if case .row(let row) = turn { return row }
    }
    isReading = true
    let others = waiting
    waiting = []
    let answers = await rows(of: [key] + others.map(\.key))
    for (index, other) in others.enumerated() {
      other.continuation.resume(with: answers.map { .row($0[index + 1]) })
    }
    if waiting.isEmpty {
      isReading = false
    } else {
      waiting.removeFirst().continuation.resume(returning: .read)
    }
    return try answers.get()[0]
  }

  /// A row or nil for each key.
  private func rows(of keys: [[ColumnValue]]) async -> Result<[TableRow?], any Error> {
    let (sink, job, directory, environment) = (sink, job, dataDirectory, environment)
    do {
      let rows = try await environment.blocking.run {
        let reader = try JobReader(dataDirectory: directory, job: job, environment: environment)
        guard try reader.newestEpoch() != nil else { return keys.map { _ in TableRow?.none } }
        let table = try reader.cut(of: [sink]).table(sink)
        return try keys.map { try table.get($0) }
      }
      return .success(rows)
    } catch {
      return .failure(error)
    }
  }
}
