import Weir

/// The same computation as ``PairsJob`` written as one loop over arrays, without keys to look up,
/// channels, checkpoints or any part of the engine: what it must agree with, and the limit it is
/// held against.
enum HandWrittenLoop {
  static func run(events: Int, keys: Int) -> (rows: UInt64, checksum: UInt64) {
    var totals = [PairTotal](repeating: PairTotal(), count: keys)
    var rows: UInt64 = 0
    var checksum: UInt64 = 0
    var second: Int64 = 0
    func close() {
      for key in 0..<keys where totals[key].count > 0 {
        totals[key].key = Int64(key)
        rows &+= 1
        checksum &+= totals[key].checksum
        totals[key] = PairTotal()
      }
    }
    for sequence in 0..<Int64(events) {
      let pair = Pair(sequence: sequence, keys: UInt64(keys))
      let now = pair.time.milliseconds / 1000
      if now != second {
        close()
        second = now
      }
      let key = Int(pair.key)
      totals[key].count &+= 1
      totals[key].sum &+= pair.value
      totals[key].max = Swift.max(totals[key].max, pair.value)
    }
    close()
    return (rows, checksum)
  }
}
