import WeirCore
import WeirLinesStore
import WeirSearchStore
import WeirStorage
import WeirTableStore

/// A store with its read snapshots.
struct OpenedStore {
  enum Snapshot {
    case table(TableSnapshot)
    case search(SearchSnapshot)
    case lines(LinesSnapshot)

    func position(at cut: StoreCut) throws {
      switch self {
      case .table(let snapshot): try snapshot.position(at: cut)
      case .search(let snapshot): try snapshot.position(at: cut)
      case .lines(let snapshot): try snapshot.position(at: cut)
      }
    }
  }

  let store: JobStore
  let snapshot: Snapshot

  init(_ store: JobStore, log: String, jobID: String, _ files: any FileSystem) throws {
    self.store = store
    let (directory, sink) = (store.directory, OperatorID(store.name))
    snapshot =
      switch store.kind {
      case .table:
        .table(
          try TableSnapshot(
            directory: directory, logDirectory: log, jobID: jobID, sink: sink, fileSystem: files))
      case .search:
        .search(
          try SearchSnapshot(
            directory: directory, logDirectory: log, jobID: jobID, sink: sink, fileSystem: files))
      case .lines: .lines(LinesSnapshot(directory: directory, fileSystem: files))
      }
  }
}
