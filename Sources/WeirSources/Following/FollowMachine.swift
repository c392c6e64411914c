/// Decides what the follower of a file does once it has used up all bytes that it read.
///
/// Invariants: a file is left only when another one has its name and nothing was appended to it for
/// the grace time; bytes are read only from contents that begin as those read before.
struct FollowMachine {
  /// What the follower sees.
  struct Observation: Equatable {
    /// Bytes of the open file.
    var byteCount: Int64
    /// Whether it begins with the bytes that it began with before.
    var isSameContent: Bool
    /// Whether the followed name stands for another file now.
    var isReplaced: Bool
  }

  enum Step: Equatable {
    /// There are further bytes.
    case read
    /// Nothing new; look again later.
    case wait
    /// The contents were thrown away: begin at the first byte.
    case startAgain
    /// Nothing will be appended any more: handle what is left, then open the file with the name.
    case finishFile
  }

  private let graceNanoseconds: UInt64
  private var quietSince: UInt64?

  init(graceNanoseconds: UInt64) { self.graceNanoseconds = graceNanoseconds }

  /// - Parameters:
  ///   - readOffset: bytes read of the open file.
  ///   - now: on the monotonic clock, in nanoseconds.
  mutating func step(_ seen: Observation, readOffset: Int64, now: UInt64) -> Step {
    if !seen.isReplaced {
      quietSince = nil
      if seen.byteCount < readOffset || !seen.isSameContent { return .startAgain }
      return seen.byteCount > readOffset ? .read : .wait
    }
    if seen.byteCount > readOffset, seen.isSameContent {
      quietSince = nil
      return .read
    }
    // Who writes may hold the old file open for a moment after it was renamed.
    let since = quietSince ?? now
    quietSince = since
    return now >= since && now - since >= graceNanoseconds ? .finishFile : .wait
  }
}
