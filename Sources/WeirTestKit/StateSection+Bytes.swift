import WeirCore

extension StateSection {
  /// A section of bytes that a test has written out.
  public init(operatorID: OperatorID, name: String, bytes: [UInt8]) {
    self.init(
      operatorID: operatorID, name: name, bytes: bytes.withUnsafeBytes { ByteBuffer($0) })
  }
}
