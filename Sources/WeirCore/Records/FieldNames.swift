/// Finds out which field of a record a key path leads to.
///
/// A record's fields are its stored properties, and both a key path and the visitor know where in
/// the record those stand.
public enum FieldNames {
  /// The name under which the record shows the property; nil when the key path leads to something
  /// that is no field, such as a computed property or a part of a field.
  public static func name<R: Record>(of keyPath: PartialKeyPath<R>) -> String? {
    guard let offset = MemoryLayout<R>.offset(of: keyPath) else { return nil }
    var record = R()
    return withUnsafeMutablePointer(to: &record) { record in
      var finder = FieldFinder(
        wanted: UnsafeRawPointer(record) + offset, type: type(of: keyPath).valueType)
      // A record that throws has no fields beyond there.
      do { try record.pointee.fields(&finder) } catch { return finder.name }
      return finder.name
    }
  }
}

/// Notes the name of the field at an address.
private struct FieldFinder: FieldVisitor {
  let wanted: UnsafeRawPointer
  /// A field's first member stands at the same address and has another type.
  let type: Any.Type
  var name: String?

  mutating func callAsFunction<Value: FieldValue>(
    _ name: StaticString, _ value: inout Value
  ) throws {
    guard Value.self == type else { return }
    let address = withUnsafeMutablePointer(to: &value) { UnsafeRawPointer($0) }
    if address == wanted { self.name = name.description }
  }
}
