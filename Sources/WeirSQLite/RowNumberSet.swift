/// A set of row numbers: open addressing, linear probing. Row numbers are positive.
struct RowNumberSet {
  private var slots = [Int64](repeating: 0, count: 64)
  private(set) var count = 0

  /// Adds a number.
  /// - Returns: whether it is new.
  mutating func insert(_ row: Int64) -> Bool {
    if count &* 2 >= slots.count { grow() }
    return Self.insert(row, into: &slots, &count)
  }

  mutating func removeAll() {
    guard count > 0 else { return }
    if slots.count > 1 << 16 {
      slots = [Int64](repeating: 0, count: 64)
    } else {
      for index in slots.indices { slots[index] = 0 }
    }
    count = 0
  }

  private mutating func grow() {
    var wider = [Int64](repeating: 0, count: slots.count * 2)
    var copied = 0
    for row in slots where row != 0 { _ = Self.insert(row, into: &wider, &copied) }
    slots = wider
  }

  private static func insert(_ row: Int64, into slots: inout [Int64], _ count: inout Int) -> Bool {
    let mask = slots.count - 1
    let mixed = (UInt64(bitPattern: row) &* 0x9E37_79B9_7F4A_7C15) >> 20
    var index = Int(truncatingIfNeeded: mixed) & mask
    while slots[index] != 0 {
      if slots[index] == row { return false }
      index = (index + 1) & mask
    }
    slots[index] = row
    count += 1
    return true
  }
}
