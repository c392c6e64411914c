import Glibc

do {
  let arguments = try BenchmarkArguments(Array(CommandLine.arguments.dropFirst()))
  exit(try await arguments.run() ? 0 : 1)
} catch {
  let text = Array("weir-bench: \(error)\n".utf8)
  _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  exit(2)
}
