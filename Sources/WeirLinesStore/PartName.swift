import WeirCore

/// The name of a part that has been sealed at least once.
///
/// Even a part whose checkpoint was aborted leaves no name behind that could come again, because
/// its ``PartID`` does not.
struct PartName: Hashable, Comparable, Sendable {
  /// The first and the last epoch that was sealed into the part; the same for a part that is closed
  /// at its first checkpoint. When that checkpoint was aborted the part is committed with a later
  /// one and keeps its name: the commit's epoch is this one or a higher one.
  let epochs: ClosedRange<CheckpointID>
  let id: PartID
  let compression: LinesCompression

  init(epochs: ClosedRange<CheckpointID>, id: PartID, compression: LinesCompression = .none) {
    self.epochs = epochs
    self.id = id
    self.compression = compression
  }

  /// The name under which readers see it, for example `part-00000017-a3-s0-0.jsonl`, and
  /// `part-00000012-00000017-a3-s0-0.jsonl` for one that holds several epochs.
  var finished: String { "part-\(epochText)-\(id.text)\(compression.fileSuffix)" }
  /// The name of a closed part from the barrier until the commit.
  var pending: String { ".\(finished).pending" }
  /// The name of a part that has been sealed and was or is written on, until it is published. The
  /// last epoch is not known yet, so only the first stands in it.
  var open: String { ".\(closed(at: epochs.lowerBound).finished).open" }

  /// The same part with its last epoch.
  func closed(at last: CheckpointID) -> PartName {
    let first = epochs.lowerBound
    return PartName(epochs: first...max(first, last), id: id, compression: compression)
  }

  private var epochText: String {
    let first = Self.padded(epochs.lowerBound.number)
    if epochs.lowerBound == epochs.upperBound { return first }
    return "\(first)-\(Self.padded(epochs.upperBound.number))"
  }

  private static func padded(_ number: UInt64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
  }

  static func < (left: PartName, right: PartName) -> Bool {
    (left.epochs.lowerBound, left.id, left.epochs.upperBound)
      < (right.epochs.lowerBound, right.id, right.epochs.upperBound)
  }
}

extension PartName {
  /// The part with that finished name; nil for every text that ``finished`` does not give.
  init?(finished name: String) {
    guard name.hasPrefix("part-"),
      let compression = LinesCompression.allCases.first(where: { name.hasSuffix($0.fileSuffix) })
    else { return nil }
    let fields = name.dropFirst(5).dropLast(compression.fileSuffix.utf8.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 4 || fields.count == 5, let id = PartID(fields: fields.suffix(3)),
      let first = UInt64(fields[0]), let last = fields.count == 5 ? UInt64(fields[1]) : first,
      first <= last
    else { return nil }
    self.init(
      epochs: CheckpointID(first)...CheckpointID(last), id: id, compression: compression)
    // Signs and further zeros were read as well, but are not what the store writes.
    guard name.utf8.elementsEqual(finished.utf8) else { return nil }
  }

  /// The part with that pending name; nil for every text that ``pending`` does not give.
  init?(pending name: String) {
    guard name.hasPrefix("."), name.hasSuffix(".pending") else { return nil }
    self.init(finished: String(name.dropFirst().dropLast(8)))
  }

  /// The part with that open name; nil for every text that ``open`` does not give.
  init?(open name: String) {
    guard name.hasPrefix("."), name.hasSuffix(".open") else { return nil }
    self.init(finished: String(name.dropFirst().dropLast(5)))
    guard epochs.lowerBound == epochs.upperBound else { return nil }
  }
}
