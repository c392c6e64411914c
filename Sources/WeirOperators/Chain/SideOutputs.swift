import WeirCore

/// The side outputs of one operator, found by tag.
public final class SideOutputs {
  private var ports: [any SidePort] = []

  public init() {}

  /// Declares the next side output: port 1 for the first.
  public func add<Element: FieldValue>(_ tag: OutputTag<Element>) {
    ports.append(TypedSidePort<Element>(name: tag.name))
  }

  /// How many output ports the operator has with its main one.
  public var portCount: Int { ports.count + 1 }

  /// Whether a loop should stop and let its side outputs go before it makes more.
  public var isFull: Bool {
    for port in ports where port.isFull { return true }
    return false
  }

  /// Sends a record to the side output of that name.
  /// - Throws: `invalidJob` when there is none of that name and type.
  public func emit(_ record: any FieldValue, to name: String, at time: EventTime) throws {
    for port in ports where port.name == name {
      if port.append(record, at: time) { return }
      throw WeirError(
        .invalidJob, "side output \"\(name)\" does not carry \(type(of: record)); declare its type")
    }
    throw WeirError(
      .invalidJob,
      "side output \"\(name)\" is not declared; list its tag in the operator's sideOutputs")
  }

  func drain(_ body: (Int, AnyBatch) throws -> Void) rethrows {
    for (index, port) in ports.enumerated() { try port.drain { try body(index + 1, $0) } }
  }

  /// The typed way in for operators that know their tag.
  public func emitter<Element: FieldValue>(_ tag: OutputTag<Element>) -> Emitter<Element>? {
    for port in ports where port.name == tag.name {
      if let port = port as? TypedSidePort<Element> { return port.emitter }
    }
    return nil
  }
}

private protocol SidePort {
  var name: String { get }
  var isFull: Bool { get }
  func append(_ record: any FieldValue, at time: EventTime) -> Bool
  func drain(_ body: (AnyBatch) throws -> Void) rethrows
}

private final class TypedSidePort<Element: FieldValue>: SidePort {
  let name: String
  let emitter = Emitter<Element>()
  init(name: String) { self.name = name }

  var isFull: Bool { emitter.isFull }

  func append(_ record: any FieldValue, at time: EventTime) -> Bool {
    guard let record = record as? Element else { return false }
    emitter.append(record, at: time)
    return true
  }

  func drain(_ body: (AnyBatch) throws -> Void) rethrows { try emitter.drain { try body($0) } }
}

/// An output tag whose record type is not known here, for lists of tags of several types.
public protocol AnyOutputTag: Sendable {
  var name: String { get }
  /// Declares the tag as the next side output.
  func declare(in sides: SideOutputs)
}

extension OutputTag: AnyOutputTag {
  public func declare(in sides: SideOutputs) { sides.add(self) }
}
