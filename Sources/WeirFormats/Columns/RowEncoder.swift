import WeirCore

/// How records become a table's rows. As with ``LineEncoder``, the record's type is known where
/// this is made and no longer where it is used.
public struct RowEncoder<Row: Record>: Sendable {
  /// Encodes a row into the scratch, which is emptied first.
  public let encode: @Sendable (_ row: borrowing Row, _ scratch: RowScratch) throws -> Void
  /// A hash of the key alone, by the places of ``RowScratch``. It depends on nothing but the key's
  /// values and their places.
  public let keyHash: @Sendable (_ row: borrowing Row, _ keyPlaces: [Int]) throws -> UInt64

  /// Columns as ``ColumnEncoder`` writes them.
  @inlinable public static var columns: RowEncoder<Row> {
    RowEncoder(
      encode: { row, scratch in
        scratch.keys.removeAll()
        scratch.values.removeAll()
        var writer = RowFieldWriter(scratch: scratch)
        var row = copy row
        try row.fields(&writer)
      },
      keyHash: { row, keyPlaces in
        var hasher = KeyFieldHasher(keyPlaces: keyPlaces)
        var row = copy row
        try row.fields(&hasher)
        return hasher.sum
      })
  }

  @usableFromInline init(
    encode: @escaping @Sendable (_ row: borrowing Row, _ scratch: RowScratch) throws -> Void,
    keyHash: @escaping @Sendable (_ row: borrowing Row, _ keyPlaces: [Int]) throws -> UInt64
  ) {
    self.encode = encode
    self.keyHash = keyHash
  }
}

/// Shows a record's fields to a column encoder.
@usableFromInline struct RowFieldWriter: FieldVisitor {
  @usableFromInline let scratch: RowScratch
  @usableFromInline var index = 0

  @inlinable @inline(__always) init(scratch: RowScratch) { self.scratch = scratch }

  @inlinable @inline(__always) mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    guard index < scratch.keyPlaces.count else { throw KeyHash.tooManyFields }
    let place = scratch.keyPlaces[index]
    index &+= 1
    var encoder = ColumnEncoder(buffer: place < 0 ? scratch.values : scratch.keys)
    guard place >= 0 else { return try value.encode(to: &encoder) }
    let start = scratch.keys.count
    try value.encode(to: &encoder)
    scratch.bounds[place] = (start, scratch.keys.count)
  }
}
