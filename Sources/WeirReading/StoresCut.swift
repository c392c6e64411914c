import WeirCore
import WeirLinesStore
import WeirSearchStore
import WeirStorage
import WeirTableStore

/// The stores of a job at one epoch; see ``JobReader``. Used by one thread at a time.
public final class StoresCut {
  /// Everything that the stores show was committed by this checkpoint or one before it.
  public let epoch: CheckpointID
  /// The stores that were opened, by name.
  public let stores: [JobStore]
  /// All that the job has.
  private let known: [JobStore]
  private let opened: [OpenedStore]
  private let paths: JobPaths

  init(epoch: CheckpointID, known: [JobStore], opened: [OpenedStore], paths: JobPaths) {
    self.epoch = epoch
    self.known = known
    self.opened = opened
    self.paths = paths
    stores = opened.map(\.store)
  }

  /// The table of a sink.
  /// - Throws: `usage` naming the tables that there are.
  public func table(_ name: String) throws -> TableSnapshot {
    guard case .table(let snapshot) = find(name) else { throw absence(of: name, .table) }
    return snapshot
  }

  /// The table of a sink, its rows as records.
  public func table<Row: Record>(_ name: String, of type: Row.Type) throws -> TypedTable<Row> {
    TypedTable(snapshot: try table(name))
  }

  /// The search index of a sink.
  /// - Throws: `usage` naming the indexes that there are.
  public func search(_ name: String) throws -> SearchSnapshot {
    guard case .search(let snapshot) = find(name) else { throw absence(of: name, .search) }
    return snapshot
  }

  /// The lines of a sink; the job's dead letters are those of `dead-letter`.
  /// - Throws: `usage` naming the lines stores that there are.
  public func lines(_ name: String) throws -> LinesReader {
    guard case .lines(let snapshot) = find(name) else { throw absence(of: name, .lines) }
    return snapshot.reader
  }

  private func find(_ name: String) -> OpenedStore.Snapshot? {
    opened.first { $0.store.name == name }?.snapshot
  }

  /// Why a store cannot be read.
  /// - Parameter kind: What was asked for; nil: anything.
  func absence(of name: String, _ kind: StoreKind?) -> WeirError {
    let place = WeirError.Location(file: paths.directory)
    if let store = known.first(where: { $0.name == name }), let kind {
      let message =
        store.kind == kind
        ? "the \(kind.noun) \"\(name)\" was not opened with this cut; name it when you take the cut"
        : "\"\(name)\" is a \(store.kind.noun), not a \(kind.noun)"
      return WeirError(.usage, message, at: place)
    }
    let names = known.filter { kind == nil || $0.kind == kind }.map(\.name)
    return WeirError(
      .usage,
      "there is no \(kind?.noun ?? "store") \"\(name)\"; "
        + (names.isEmpty
          ? "the job has written none yet" : "there are \(names.joined(separator: ", "))"),
      at: place)
  }
}
