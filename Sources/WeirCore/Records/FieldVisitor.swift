/// What a ``Record`` shows its fields to: a writer, a reader, a schema, a table's columns.
///
/// A reading visitor assigns to `value`; a writing one only looks at it.
public protocol FieldVisitor {
  /// Visits one field. Names within a record must be unique and never depend on the data.
  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws
}
