extension Manifest {
  /// A parameter with another value than the checkpoint was made with.
  public struct ChangedParameter: Equatable, Sendable {
    public let name: String
    /// The checkpoint's value.
    public let before: String
    public let now: String
  }

  /// The first parameter, by name, that differs though it must not. One that the checkpoint does
  /// not know is no change.
  /// - Parameters:
  ///   - texts: The job's parameters now.
  ///   - changeable: The names of those that may differ.
  public func changedParameter(
    in texts: [String: String], except changeable: Set<String>
  ) -> ChangedParameter? {
    for (name, now) in texts.sorted(by: { $0.key < $1.key }) where !changeable.contains(name) {
      guard let before = parameters[name], before != now else { continue }
      return ChangedParameter(name: name, before: before, now: now)
    }
    return nil
  }
}
