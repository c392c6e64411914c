import WeirCore

/// The errors of a log that cannot be read.
enum LogDamage {
  /// - Parameters:
  ///   - reason: What is wrong, as a clause.
  ///   - offset: Bytes from the start of the file.
  static func error(_ reason: String, _ path: String, at offset: UInt64? = nil) -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "\(reason); a checkpoint needs this file: restore it from a backup, or begin anew with "
        + "--fresh",
      at: .init(file: path, byteOffset: offset))
  }
}
