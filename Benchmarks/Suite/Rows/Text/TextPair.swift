import Weir

/// A pair whose key is a user's id of 20 bytes.
struct TextPair<Key: TextKey>: Record, Valued {
  var key: Key
  var value: Int64
  var time: EventTime

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("key", &key)
    try field("value", &value)
    try field("time", &time)
  }

  init() {
    key = Key()
    value = 0
    time = .zero
  }

  @inline(__always)
  init(sequence: Int64, keys: UInt64) {
    let pair = Pair(sequence: sequence, keys: keys)
    key = Key.user(pair.key)
    value = pair.value
    time = pair.time
  }

  @inline(__always)
  static func source(events: Int, keys: UInt64) -> GeneratorSource<TextPair> {
    GeneratorSource(
      count: Int64(events),
      SequenceGenerator(fill: { batch, first, stride, count in
        let free = batch.values + batch.count
        for index in 0..<count {
          let sequence = first &+ Int64(index) &* stride
          (free + index).initialize(to: TextPair(sequence: sequence, keys: keys))
        }
        batch.count &+= count
      }))
  }
}
