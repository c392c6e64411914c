import Synchronization

@testable import WeirRunner

/// Keeps what a command writes.
final class CapturedConsole: Console {
  private let bytes = Mutex<[OutputStream: [UInt8]]>([:])
  private let terminal: Bool

  let outputFailure: String?

  /// - Parameter outputFailure: Why standard output cannot be written.
  init(isTerminal: Bool = false, outputFailure: String? = nil) {
    terminal = isTerminal
    self.outputFailure = outputFailure
  }

  var output: String { text(.standard) }
  var errors: String { text(.error) }

  func write(_ bytes: [UInt8], to stream: OutputStream) -> Bool {
    if stream == .standard, outputFailure != nil { return false }
    self.bytes.withLock { $0[stream, default: []] += bytes }
    return true
  }

  func isTerminal(_ stream: OutputStream) -> Bool { terminal }
  func size(of stream: OutputStream) -> TerminalSize { .standard }

  private func text(_ stream: OutputStream) -> String {
    String(decoding: bytes.withLock { $0[stream] ?? [] }, as: UTF8.self)
  }
}
