import Glibc

/// What a long run says meanwhile, apart from its results.
enum Progress {
  static func note(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
