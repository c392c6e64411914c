import Glibc
import WeirCore

/// Reads a pipe, terminal or socket without waiting long.
enum PipeInput {
  enum Outcome: Sendable {
    case bytes([UInt8])
    /// Nothing came within 100 ms.
    case nothing
    case ended
  }

  static let pieceByteCount = 1 << 16

  /// Blocks for 100 ms at most, so that whoever reads can be told to stop.
  static func read(_ descriptor: Int32) throws -> Outcome {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let ready = poll(&request, 1, 100)
    if ready == 0 { return .nothing }
    if ready < 0 {
      if errno == EINTR { return .nothing }
      throw failure("waiting for standard input failed", errno)
    }
    var count = 0
    var failed: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: pieceByteCount) { memory, filled in
      count = Glibc.read(descriptor, memory.baseAddress, memory.count)
      if count < 0 { failed = errno }
      filled = max(count, 0)
    }
    if count > 0 { return .bytes(bytes) }
    if count == 0 { return .ended }
    if failed == EINTR || failed == EAGAIN { return .nothing }
    throw failure("standard input cannot be read", failed)
  }

  private static func failure(_ what: String, _ code: Int32) -> WeirError {
    WeirError(
      .inputOutput, "\(what): \(String(cString: strerror(code)))",
      at: .init(file: "standard input"), isRetriable: false)
  }
}
