/// A fault that a test plants: which call, at which time, and what happens then.
public struct FaultRule: Sendable {
  /// What happens to the call.
  public enum Effect: Sendable, Equatable {
    /// It does nothing and fails with this value of `errno`. A failed sync also makes every later
    /// sync of that file succeed without effect.
    case error(Int32)
    /// A read gives at most so many bytes, one at least; a write takes so many and then finds the
    /// disk full. Other calls fail as on a failing disk.
    case partial(Int)
    /// The power is cut before it, and every call fails until ``FaultyFileSystem/restart()``.
    case crash
  }

  /// Nil is every kind.
  public let kind: FileSystemCall.Kind?
  /// What the call's path, or a rename's target, must end in.
  public let suffix: String
  /// 1 for the first call that fits.
  public let first: Int
  /// How many fitting calls in a row meet the fault.
  public let count: Int
  public let effect: Effect

  public init(
    _ effect: Effect, on kind: FileSystemCall.Kind? = nil, suffix: String = "", first: Int = 1,
    count: Int = 1
  ) {
    self.effect = effect
    self.kind = kind
    self.suffix = suffix
    self.first = first
    self.count = count
  }

  func fits(_ call: FileSystemCall) -> Bool {
    (kind == nil || kind == call.kind)
      && (Self.ends(call.path, in: suffix) || call.target.map { Self.ends($0, in: suffix) } == true)
  }

  /// On bytes: `hasSuffix` takes canonically equivalent texts for the same.
  private static func ends(_ path: String, in suffix: String) -> Bool {
    path.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
