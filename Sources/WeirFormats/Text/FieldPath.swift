import WeirCore

extension Error {
  /// The same error with the field's name in front; nested fields make a dotted path.
  @usableFromInline @inline(never) func inField(_ name: StaticString) -> WeirError {
    guard var error = self as? WeirError else {
      return WeirError(.malformedInput, "field \(name): the record refused the value", cause: self)
    }
    let prefix = "field "
    error.message =
      error.message.hasPrefix(prefix)
      ? "\(prefix)\(name).\(error.message.dropFirst(prefix.count))"
      : "\(prefix)\(name): \(error.message)"
    return error
  }
}
