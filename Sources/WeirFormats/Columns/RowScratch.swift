import WeirCore

/// Where one row is encoded: its key columns and its other columns apart, both in the order of the
/// record's fields. Used by one task at a time and again for every row.
public final class RowScratch {
  public let keys = ByteBuffer()
  public let values = ByteBuffer()
  /// For each field the place of its column in the key, or -1.
  @usableFromInline let keyPlaces: [Int]
  /// For each place in the key where its bytes begin and end in ``keys``.
  @usableFromInline let bounds: UnsafeMutablePointer<(start: Int, end: Int)>
  private let keyCount: Int

  /// - Parameters:
  ///   - keyPlaces: For each field of the record the place of its column in the key, or -1.
  ///   - keyCount: How many columns the key has.
  public init(keyPlaces: [Int], keyCount: Int) {
    self.keyPlaces = keyPlaces
    self.keyCount = keyCount
    bounds = .allocate(capacity: max(1, keyCount))
    bounds.initialize(repeating: (0, 0), count: max(1, keyCount))
  }

  deinit { bounds.deallocate() }

  /// The bytes of one column of the key in ``keys``.
  public func range(ofKey place: Int) -> Range<Int> {
    precondition(place >= 0 && place < keyCount)
    return bounds[place].start..<bounds[place].end
  }
}
