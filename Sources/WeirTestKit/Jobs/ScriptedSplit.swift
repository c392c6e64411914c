import WeirCore

/// One script of a ``ScriptedSource`` and how far it has come.
public struct ScriptedSplit: Split, Equatable {
  /// Which of the source's scripts.
  public var number = 0
  /// Steps done.
  public var position = 0

  public init() {}
  init(number: Int) { self.number = number }

  public var id: String { "script-\(number)" }

  public mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("number", &number)
    try field("position", &position)
  }

  /// One step of one script.
  struct Place: Hashable {
    let split: Int
    let position: Int
  }
  var place: Place { Place(split: number, position: position) }
}
