import WeirCore

/// Finds out which field a key path leads to: the one that stands in the same memory and is of the
/// same type.
///
/// Only stored properties of the record itself can be found; for anything else the answer is nil,
/// never another field.
enum KeyFieldProbe {
  static func name<Row: Record, Value: FieldValue>(of path: KeyPath<Row, Value>) -> String? {
    guard let offset = MemoryLayout<Row>.offset(of: path) else { return nil }
    let row = UnsafeMutablePointer<Row>.allocate(capacity: 1)
    row.initialize(to: Row())
    defer {
      row.deinitialize(count: 1)
      row.deallocate()
    }
    var visitor = Visitor<Value>(wanted: UnsafeRawPointer(row) + offset)
    // What a record throws here it throws for every record; the plan says so elsewhere.
    do { try row.pointee.fields(&visitor) } catch { return nil }
    return visitor.names.count == 1 ? visitor.names[0] : nil
  }

  private struct Visitor<Wanted: FieldValue>: FieldVisitor {
    let wanted: UnsafeRawPointer
    var names: [String] = []

    mutating func callAsFunction<Value: FieldValue>(
      _ name: StaticString, _ value: inout Value
    ) throws {
      let place = withUnsafeMutablePointer(to: &value) { UnsafeRawPointer($0) }
      if place == wanted, Value.self == Wanted.self { names.append(name.description) }
    }
  }
}
