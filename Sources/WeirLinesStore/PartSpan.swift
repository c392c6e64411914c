import WeirCore
import WeirStorage

/// What the segment of a part that is open across epochs says besides its own bytes. It stands in
/// the segment's detail: `open 9 4096 1a2b3c4d`, or `last` for the one that closes the part.
///
/// Every seal lists every open part, also when it got no bytes: so each manifest alone says how
/// long each part is in its epoch, and recovery and readers need no other record of it.
struct PartSpan: Equatable, Sendable {
  /// The epoch that sealed the segment; the commit's, or a lower one when checkpoints were aborted.
  let epoch: CheckpointID
  /// Where in the file the segment's bytes begin.
  let offset: UInt64
  /// CRC-32C of the file's bytes up to the segment's end.
  let checksum: UInt32
  /// Whether nothing follows.
  let isLast: Bool

  var text: String {
    "\(isLast ? "last" : "open") \(epoch.number) \(offset) \(Hexadecimal.text(checksum))"
  }

  init(epoch: CheckpointID, offset: UInt64, checksum: UInt32, isLast: Bool) {
    self.epoch = epoch
    self.offset = offset
    self.checksum = checksum
    self.isLast = isLast
  }

  /// The span with that text; nil for every text that ``text`` does not give.
  init?(_ text: String) {
    let fields = text.split(separator: " ", omittingEmptySubsequences: false)
    guard fields.count == 4, let epoch = UInt64(fields[1]), let offset = UInt64(fields[2]),
      let checksum = UInt32(fields[3], radix: 16)
    else { return nil }
    self.init(
      epoch: CheckpointID(epoch), offset: offset, checksum: checksum, isLast: fields[0] == "last")
    guard text.utf8.elementsEqual(self.text.utf8) else { return nil }
  }
}
