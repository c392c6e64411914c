import WeirSQLite
import WeirSearchStore
import WeirTableStore

/// What a sink keeps its results in.
public enum StoreKind: String, Sendable, CaseIterable {
  /// A partitioned table.
  case table
  /// A search index.
  case search
  /// Files of JSON lines.
  case lines

  /// What the files of a partition say they hold; nil when it is nothing that can be read here.
  init?(partitionKind: String) {
    switch partitionKind {
    case TableSnapshot.partitionKind: self = .table
    case SearchSnapshot.partitionKind: self = .search
    default: return nil
    }
  }

  /// As it stands in messages, for example `search index`.
  public var noun: String {
    switch self {
    case .table: "table"
    case .search: "search index"
    case .lines: "lines store"
    }
  }
}
