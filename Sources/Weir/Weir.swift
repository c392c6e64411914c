@_exported import WeirCore
@_exported import WeirEpochLog
@_exported import WeirFormats
@_exported import WeirGraph
@_exported import WeirLinesStore
@_exported import WeirSearchStore
@_exported import WeirSources
@_exported import WeirTableStore
