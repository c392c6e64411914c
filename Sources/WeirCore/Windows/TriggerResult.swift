/// What a window does after its trigger was asked.
public enum TriggerResult: UInt8, Sendable, Hashable {
  /// Nothing.
  case proceed = 0
  /// It gives its result and keeps what is in it.
  case fire = 1
  /// It forgets what is in it.
  case purge = 2
  /// It gives its result and forgets what is in it.
  case fireAndPurge = 3

  @inlinable public var fires: Bool { self == .fire || self == .fireAndPurge }
  @inlinable public var purges: Bool { self == .purge || self == .fireAndPurge }
}
