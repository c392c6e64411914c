/// A file of a new package.
struct GeneratedFile: Sendable, Equatable {
  /// Relative to the package's directory.
  let path: String
  let text: String
}
