import WeirCore
import WeirGraph

/// A job that a test defines in place.
public struct ClosureJob: Job {
  public static let name = "test-job"
  /// A parameter that must not change between runs.
  public var fixed = ""
  /// A parameter that may.
  public var changeable = ""
  private var build: @Sendable (JobBuilder) throws -> Void = { _ in }

  public init() {}

  public init(
    fixed: String = "", changeable: String = "",
    _ build: @escaping @Sendable (JobBuilder) throws -> Void
  ) {
    self.fixed = fixed
    self.changeable = changeable
    self.build = build
  }

  public mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("fixed", &fixed)
    try p("changeable", &changeable, isChangeable: true)
  }

  public func define(on flow: JobBuilder) throws { try build(flow) }
}
