@_exported import WeirCore
import WeirEpochLog
@_exported import WeirFormats
@_exported import WeirGraph
@_exported import WeirLinesStore
@_exported import WeirSources
@_exported import WeirTableStore

/// How tables and indexes are written.
public typealias StoreOptions = WeirEpochLog.StoreOptions
