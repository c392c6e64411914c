import WeirCore

/// When a part of a lines store is closed, after which it is published and never changes.
///
/// ```swift
/// JSONLinesSink(roll: .checkpoint)                           // the default
/// JSONLinesSink(roll: [.size(64 << 20), .age(.minutes(10))]) // whatever comes first
/// ```
///
/// Without ``checkpoint`` a part stays open over many checkpoints: fewer and larger files. What it
/// holds is committed with each checkpoint and read by ``LinesReader`` at a cut, but programs that
/// look at published files see it only when the part is closed. Every part is closed when the job
/// ends, and when it is restarted.
public struct LinesRolling: Sendable, Equatable, ExpressibleByArrayLiteral {
  /// Parts of so many bytes are closed when no other size is given.
  public static var usualByteCount: Int { 128 << 20 }

  var isAtCheckpoint = false
  var byteCount: Int?
  var age: Duration?

  private init() {}

  /// Closes every part at every checkpoint.
  public static var checkpoint: LinesRolling {
    var rolling = LinesRolling()
    rolling.isAtCheckpoint = true
    return rolling
  }

  /// Closes a part once it has at least so many bytes, also between two checkpoints. Bytes that are
  /// not written yet are counted before they are compressed.
  public static func size(_ byteCount: Int) -> LinesRolling {
    var rolling = LinesRolling()
    rolling.byteCount = byteCount
    return rolling
  }

  /// Closes a part at the first checkpoint at which its first record came so long ago, by the wall
  /// clock.
  public static func age(_ age: Duration) -> LinesRolling {
    var rolling = LinesRolling()
    rolling.age = age
    return rolling
  }

  /// Closes a part when any of these would.
  public init(arrayLiteral elements: LinesRolling...) {
    isAtCheckpoint = elements.contains(where: \.isAtCheckpoint)
    byteCount = elements.compactMap(\.byteCount).min()
    age = elements.compactMap(\.age).min()
  }

  var problem: String? {
    if let byteCount, byteCount <= 0 {
      return "a part's size must be at least 1 byte, not \(byteCount)"
    }
    if let age, age.milliseconds <= 0 { return "a part's age must be at least one millisecond" }
    if !isAtCheckpoint, byteCount == nil, age == nil {
      return "the rolling names no reason to close a part; use .checkpoint, .size or .age"
    }
    return nil
  }
}
