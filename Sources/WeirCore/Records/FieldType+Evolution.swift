extension FieldType {
  /// Whether values written as this type can be read as `today`.
  ///
  /// A field that is new gets its default and one that is gone is skipped; integers of the same
  /// signedness may become wider, `float` may become `double`, and any type may become optional.
  /// - Throws: `incompatibleState` naming the path of the field and both types for anything else.
  public func checkReadable(as today: FieldType) throws {
    try checkReadable(as: today, path: "")
  }

  private func checkReadable(as today: FieldType, path: String) throws {
    switch (self, today) {
    case (.bool, .bool), (.float, .float), (.float, .double), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.eventTime, .eventTime):
      return
    case (.int(let old), .int(let new)) where old <= new,
      (.uint(let old), .uint(let new)) where old <= new:
      return
    case (.optional(let old), .optional(let new)):
      try old.checkReadable(as: new, path: path)
    case (.optional, _): throw incompatible(with: today, path)
    case (_, .optional(let new)): try checkReadable(as: new, path: path)
    case (.array(let old), .array(let new)):
      try old.checkReadable(as: new, path: path + "[]")
    case (.dictionary(let oldKey, let oldValue), .dictionary(let newKey, let newValue)):
      try oldKey.checkReadable(as: newKey, path: path + "[key]")
      try oldValue.checkReadable(as: newValue, path: path + "[value]")
    case (.record(let old), .record(let new)):
      for field in new {
        guard let written = old.first(where: { $0.name == field.name }) else { continue }
        let inner = path.isEmpty ? field.name : "\(path).\(field.name)"
        try written.type.checkReadable(as: field.type, path: inner)
      }
    default: throw incompatible(with: today, path)
    }
  }

  private func incompatible(with today: FieldType, _ path: String) -> WeirError {
    let place = path.isEmpty ? "the state" : "field \(path)"
    return WeirError(
      .incompatibleState,
      "\(place) was written as \(self) and is \(today) today; give the field its old type or a new"
        + " name")
  }
}
