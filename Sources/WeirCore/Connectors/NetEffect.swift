/// What a span of epochs did to a store, however it was cut into epochs: which lines came how often,
/// or what became of each key. Two runs over the same input are compared by it.
///
/// Entries are found by 64-bit hashes; two different ones meet by chance once in 10¹⁰ pairs of a
/// million entries.
public struct NetEffect: Sendable, Equatable {
  /// What became of one line or key.
  public struct Entry: Sendable, Equatable {
    /// How often the line came; or a hash of what the key has now, 0 when it was removed.
    public var value: UInt64
    /// Its first bytes, for messages.
    public var label: String
  }

  public private(set) var entries: [UInt64: Entry] = [:]
  /// Whether values are counts: lines may come more than once.
  public let countsOccurrences: Bool

  private static var labelByteLimit: Int { 160 }

  /// - Parameter countsOccurrences: true for lines, false for keys that are put and removed.
  public init(countsOccurrences: Bool) { self.countsOccurrences = countsOccurrences }

  /// One more of a line.
  public mutating func add(_ line: UnsafeRawBufferPointer) {
    let hash = StableHash.hash(line)
    if entries[hash] == nil { entries[hash] = Entry(value: 0, label: Self.label(line)) }
    entries[hash]?.value &+= 1
  }

  /// One fewer of a line that was added before.
  public mutating func remove(_ line: UnsafeRawBufferPointer) {
    let hash = StableHash.hash(line)
    guard let entry = entries[hash] else { return }
    if entry.value > 1 { entries[hash]?.value -= 1 } else { entries[hash] = nil }
  }

  /// The key's last change in the span.
  /// - Parameter content: What it has now; nil when it was removed.
  /// Whether anything was said of a key.
  public func has(_ key: UnsafeRawBufferPointer) -> Bool { entries[StableHash.hash(key)] != nil }

  public mutating func set(
    _ key: UnsafeRawBufferPointer, to content: UnsafeRawBufferPointer?, label: String
  ) {
    let value = content.map { max(1, StableHash.hash($0)) } ?? 0
    entries[StableHash.hash(key)] = Entry(value: value, label: label)
  }

  private static func label(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix(labelByteLimit), as: UTF8.self)
  }
}

extension NetEffect {
  /// How another run's effect differs from this one's.
  public struct Difference: Sendable, Equatable {
    public var equal: UInt64 = 0
    /// In this effect and not in the other.
    public var missing: UInt64 = 0
    /// In the other effect and not in this one.
    public var extra: UInt64 = 0
    /// Keys in both, with other contents.
    public var different: UInt64 = 0
    /// The first few of what is not equal, in words.
    public var examples: [String] = []

    public var isEqual: Bool { missing == 0 && extra == 0 && different == 0 }

    private static var exampleLimit: Int { 5 }

    mutating func note(_ what: String, _ label: String) {
      if examples.count < Self.exampleLimit { examples.append("\(what): \(label)") }
    }
  }

  /// Compares this effect, the original's, with a replay's.
  public func difference(from replay: NetEffect) -> Difference {
    var result = Difference()
    for (hash, entry) in entries.sorted(by: { $0.value.label < $1.value.label }) {
      let other = replay.entries[hash]?.value
      if countsOccurrences {
        compare(entry, count: other ?? 0, &result)
      } else if let other {
        if other == entry.value {
          result.equal += 1
        } else {
          result.different += 1
          result.note("different", entry.label)
        }
      } else {
        result.missing += 1
        result.note("missing", entry.label)
      }
    }
    let extras = replay.entries.filter { entries[$0.key] == nil }.values
    for entry in extras.sorted(by: { $0.label < $1.label }) {
      result.extra &+= countsOccurrences ? entry.value : 1
      result.note("extra", entry.label)
    }
    return result
  }

  private func compare(_ entry: Entry, count: UInt64, _ result: inout Difference) {
    result.equal &+= min(entry.value, count)
    if count < entry.value {
      result.missing &+= entry.value - count
      result.note("missing", entry.label)
    } else if count > entry.value {
      result.extra &+= count - entry.value
      result.note("extra", entry.label)
    }
  }
}
