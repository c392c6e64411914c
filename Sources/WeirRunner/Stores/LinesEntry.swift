import WeirCore
import WeirLinesStore
import WeirReading

/// A lines store as `weir lines JOB` shows it.
struct LinesEntry: Record {
  /// The sink's name.
  var sink = ""
  var directory = ""
  /// Every line is of this epoch or one before it.
  var epoch: UInt64 = 0
  var partCount = 0
  /// The newest epoch that has begun a part.
  var newestEpoch: UInt64? = nil
  /// Nil when they were not counted.
  var lineCount: UInt64? = nil

  init() {}

  init(_ store: JobStore, _ cut: StoresCut, isCounting: Bool) throws {
    let reader = try cut.lines(store.name)
    sink = store.name
    directory = store.directory
    epoch = cut.epoch.number
    partCount = reader.parts.count
    newestEpoch = reader.parts.map { min($0.epochs.upperBound, cut.epoch).number }.max()
    lineCount = isCounting ? try reader.lineCount() : nil
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("sink", &sink)
    try field("directory", &directory)
    try field("epoch", &epoch)
    try field("parts", &partCount)
    try field("newest_epoch", &newestEpoch)
    try field("lines", &lineCount)
  }
}
