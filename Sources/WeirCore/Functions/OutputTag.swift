/// Names a side output and says what it carries.
public struct OutputTag<Element: FieldValue>: Sendable, Hashable {
  /// Unique among the side outputs of one operator.
  public let name: String
  public init(_ name: String) { self.name = name }
}
