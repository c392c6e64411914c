import WeirCore

/// How a lines store divides its records into directories.
public struct LinesBucketing<Element: FieldValue>: Sendable {
  enum Kind: Sendable {
    case none
    case time(milliseconds: Int64)
    case key(@Sendable (Element) -> String)
  }

  let kind: Kind

  /// All parts in the store's directory.
  public static var none: LinesBucketing { LinesBucketing(kind: .none) }

  /// A directory for each span of event time of that length, counted from the Unix epoch and named
  /// after its start in UTC. Records without an event time go to the bucket `no-time`.
  public static func time(every length: Duration) -> LinesBucketing {
    LinesBucketing(kind: .time(milliseconds: length.milliseconds))
  }

  /// A directory for each value of `key`. Any text is safe: names that could be mistaken for paths,
  /// are too long or differ by case only are encoded, and different bytes are different buckets.
  public static func key(_ key: @escaping @Sendable (Element) -> String) -> LinesBucketing {
    LinesBucketing(kind: .key(key))
  }

  var problem: String? {
    guard case .time(let milliseconds) = kind, milliseconds <= 0 else { return nil }
    return "buckets of time need a length of at least one millisecond"
  }
}
