import WeirCore

/// The rows of one side of a join, those of all keys in one memory: a key needs none of its own,
/// and a row that is gone makes room for the next.
///
/// The rows of a key are a ring in the order of their times, those of one time in the order in
/// which they came. The key holds the last, whose next is the first. Memory grows piece by piece,
/// so nothing is moved. Copies of the pool are the same pool; its owner destroys it.
@usableFromInline struct JoinRowPool<Value: FieldValue> {
  @usableFromInline struct Row {
    @usableFromInline var time: Int64
    @usableFromInline var value: Value
    /// The next row of the key or of the free ones; the highest bit: whether it has had a partner.
    @usableFromInline var link: UInt32
    /// The row of the key before it.
    @usableFromInline var previous: UInt32

    @inlinable init(time: Int64, value: Value, link: UInt32, previous: UInt32) {
      self.time = time
      self.value = value
      self.link = link
      self.previous = previous
    }

    @inlinable @inline(__always) var next: UInt32 {
      get { link & JoinRowNumber.none }
      set { link = link & JoinRowNumber.matchedBit | newValue }
    }

    @inlinable @inline(__always) var isMatched: Bool {
      get { link & JoinRowNumber.matchedBit != 0 }
      set { link = newValue ? link | JoinRowNumber.matchedBit : next }
    }
  }

  @usableFromInline struct Storage {
    /// There is room for as many as the next power of two.
    @usableFromInline var pieces: UnsafeMutablePointer<UnsafeMutablePointer<Row>>
    @usableFromInline var pieceCount = 0
    /// Numbers that were never used begin here.
    @usableFromInline var used: UInt32 = 0
    /// The last row that was freed.
    @usableFromInline var free = JoinRowNumber.none
    @inlinable init() { pieces = .allocate(capacity: 1) }
  }

  @inlinable static var pieceBits: UInt32 { 9 }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>

  @inlinable init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: Storage())
  }

  /// Gives the memory back. The rows must be gone, unless they are plain bytes.
  @inlinable func destroy() {
    for index in 0..<storage.pointee.pieceCount { storage.pointee.pieces[index].deallocate() }
    storage.pointee.pieces.deallocate()
    storage.deallocate()
  }

  @inlinable @inline(__always)
  func row(_ number: UInt32) -> UnsafeMutablePointer<Row> {
    let piece = storage.pointee.pieces[Int(number >> Self.pieceBits)]
    return piece + Int(number & (1 << Self.pieceBits &- 1))
  }

  /// The first row of the key with that last one; none when there is none.
  @inlinable @inline(__always) func first(_ last: UInt32) -> UInt32 {
    last == JoinRowNumber.none ? last : row(last).pointee.next
  }

  /// The earliest time of the key with that last row.
  @inlinable func firstTime(_ last: UInt32) -> Int64? {
    last == JoinRowNumber.none ? nil : row(first(last)).pointee.time
  }

  /// The row behind another of the key; none behind the last.
  @inlinable @inline(__always) func next(_ number: UInt32, _ last: UInt32) -> UInt32 {
    number == last ? JoinRowNumber.none : row(number).pointee.next
  }

  /// Puts a record behind all of its key that are not later.
  /// - Throws: `limit` when there is no number left for it.
  @inlinable @inline(__always)
  func insert(_ value: Value, at time: Int64, isMatched: Bool, _ last: inout UInt32) throws {
    let number = try take()
    let row = row(number)
    row.initialize(to: Row(time: time, value: value, link: number, previous: number))
    row.pointee.isMatched = isMatched
    if last == JoinRowNumber.none {
      last = number
    } else if self.row(last).pointee.time <= time {
      link(number, behind: last)
      last = number
    } else {
      link(number, behind: lastRow(notAfter: time, last))
    }
  }

  /// The last row of a key at or before a time; the very last, which is before the first, when
  /// there is none.
  @inlinable func lastRow(notAfter time: Int64, _ last: UInt32) -> UInt32 {
    let first = first(last)
    var number = last
    while number != first {
      number = row(number).pointee.previous
      if row(number).pointee.time <= time { return number }
    }
    return last
  }

  @inlinable @inline(__always) func link(_ number: UInt32, behind previous: UInt32) {
    let next = row(previous).pointee.next
    row(number).pointee.next = next
    row(number).pointee.previous = previous
    row(previous).pointee.next = number
    row(next).pointee.previous = number
  }

  /// Takes the first row of a key out; there must be one.
  @inlinable func removeFirst(_ last: inout UInt32) {
    let number = first(last)
    if number == last {
      last = JoinRowNumber.none
    } else {
      let next = row(number).pointee.next
      row(last).pointee.next = next
      row(next).pointee.previous = last
    }
    release(number)
  }

  /// Takes all rows of a key out.
  @inlinable func removeAll(_ last: inout UInt32) {
    while last != JoinRowNumber.none { removeFirst(&last) }
  }

  @inlinable @inline(__always) func release(_ number: UInt32) {
    let row = row(number)
    row.deinitialize(count: 1)
    row.pointee.link = storage.pointee.free
    storage.pointee.free = number
  }

  /// The number of a row that is free.
  @inlinable @inline(__always) func take() throws -> UInt32 {
    let free = storage.pointee.free
    if free != JoinRowNumber.none {
      storage.pointee.free = row(free).pointee.next
      return free
    }
    let number = storage.pointee.used
    if number & (1 << Self.pieceBits &- 1) == 0 { try grow() }
    storage.pointee.used = number &+ 1
    return number
  }

  @inlinable @inline(never) func grow() throws {
    let count = storage.pointee.pieceCount
    guard count < Int(JoinRowNumber.none >> Self.pieceBits) else {
      throw WeirError(
        .limit, "a join keeps more than two thousand million records; raise its parallelism")
    }
    if count & (count &- 1) == 0 {
      let larger = UnsafeMutablePointer<UnsafeMutablePointer<Row>>.allocate(
        capacity: max(1, count &* 2))
      larger.update(from: storage.pointee.pieces, count: count)
      storage.pointee.pieces.deallocate()
      storage.pointee.pieces = larger
    }
    storage.pointee.pieces[count] = .allocate(capacity: 1 << Int(Self.pieceBits))
    storage.pointee.pieceCount = count &+ 1
  }
}

extension JoinRowPool {
  /// Writes the rows of a key as a ``JoinBuffer`` with them is written.
  @inlinable func encode(_ last: UInt32, to encoder: inout BinaryEncoder) throws {
    let place = encoder.buffer.count
    var count: UInt32 = 0
    encoder.buffer.append(count)
    var number = first(last)
    while number != JoinRowNumber.none {
      let row = row(number)
      try JoinRow(
        time: row.pointee.time, isMatched: row.pointee.isMatched, value: row.pointee.value
      ).encode(to: &encoder)
      count &+= 1
      number = next(number, last)
    }
    encoder.buffer.overwrite(count, at: place)
  }

  /// Takes up the rows of a key that was not there.
  /// - Returns: the last of them.
  @inlinable func insert(_ buffer: JoinBuffer<Value>) throws -> UInt32 {
    var last = JoinRowNumber.none
    for row in buffer.rows[buffer.indices] {
      try insert(row.value, at: row.time, isMatched: row.isMatched, &last)
    }
    return last
  }
}
