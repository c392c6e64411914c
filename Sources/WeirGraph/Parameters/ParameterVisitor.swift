import WeirCore

/// What a job shows its parameters to: the command line's parser, the help text, the manifest.
public protocol ParameterVisitor {
  /// Visits one parameter.
  /// - Parameter isChangeable: whether the job may be resumed from a checkpoint with another value.
  mutating func visit<Value: ParameterValue>(
    _ name: String, _ value: inout Value, help: String, isChangeable: Bool
  ) throws
}

extension ParameterVisitor {
  /// Declares one parameter; its default is the value that the job's `init()` leaves.
  public mutating func callAsFunction<Value: ParameterValue>(
    _ name: String, _ value: inout Value, help: String = "", isChangeable: Bool = false
  ) throws {
    try visit(name, &value, help: help, isChangeable: isChangeable)
  }
}

/// A type that a parameter on the command line can have.
public protocol ParameterValue: Sendable {
  /// The type as the help text names it.
  static var parameterType: String { get }
  /// Reads a value; nil when the text is none.
  init?(parameterText text: String)
  /// The value as text that ``init(parameterText:)`` reads back.
  var parameterText: String { get }
}

extension String: ParameterValue {
  public static var parameterType: String { "text" }
  public init?(parameterText text: String) { self = text }
  public var parameterText: String { self }
}

extension InlineString: ParameterValue {
  public static var parameterType: String { "text" }
  public init?(parameterText text: String) { self.init(text) }
  public var parameterText: String { description }
}

extension Int: ParameterValue {
  public static var parameterType: String { "integer" }
  public init?(parameterText text: String) { self.init(text.filter { $0 != "_" }) }
  public var parameterText: String { String(self) }
}

extension Double: ParameterValue {
  public static var parameterType: String { "number" }
  public init?(parameterText text: String) {
    guard let value = Double(text), value.isFinite else { return nil }
    self = value
  }
  public var parameterText: String { String(self) }
}

extension Bool: ParameterValue {
  public static var parameterType: String { "true|false" }
  public init?(parameterText text: String) { self.init(text) }
  public var parameterText: String { String(self) }
}

extension EventTime: ParameterValue {
  public static var parameterType: String { "time" }
  public init?(parameterText text: String) {
    if let milliseconds = Int64(text) {
      self.init(milliseconds: milliseconds)
    } else if let time = ISO8601.parse(text) {
      self = time
    } else {
      return nil
    }
  }
  public var parameterText: String { String(milliseconds) }
}

extension Duration: ParameterValue {
  public static var parameterType: String { "duration" }
  /// A number with `ms`, `s`, `m`, `h` or `d`; without a unit, seconds.
  public init?(parameterText text: String) {
    let units: [(String, Double)] = [
      ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]
    let (suffix, scale) = units.first { text.hasSuffix($0.0) } ?? ("", 1)
    guard let count = Double(text.dropLast(suffix.utf8.count)), count.isFinite,
      count >= 0, count * scale < 1e12
    else { return nil }
    self = .milliseconds(Int64((count * scale * 1000).rounded()))
  }
  public var parameterText: String { "\(milliseconds)ms" }
}

extension Optional: ParameterValue where Wrapped: ParameterValue {
  public static var parameterType: String { Wrapped.parameterType }
  public init?(parameterText text: String) {
    guard let value = Wrapped(parameterText: text) else { return nil }
    self = .some(value)
  }
  public var parameterText: String { self?.parameterText ?? "" }
}
