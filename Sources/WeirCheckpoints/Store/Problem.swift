import WeirCore

/// Something wrong with a checkpoint's files.
public struct Problem: Sendable, Equatable {
  public let file: String
  /// Bytes from the start of the file, where there is such a place.
  public let byteOffset: UInt64?
  public let reason: String

  public init(file: String, byteOffset: UInt64? = nil, reason: String) {
    self.file = file
    self.byteOffset = byteOffset
    self.reason = reason
  }

  /// - Parameter file: The place of an error that names none.
  public init(_ error: WeirError, file: String) {
    self.init(
      file: error.location.file ?? file, byteOffset: error.location.byteOffset,
      reason: error.message)
  }
}
