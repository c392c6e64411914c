import Glibc

/// `weir-counters`: counts what does not wobble, and holds it against limits.
@main
enum Main {
  static func main() async {
    do {
      try await Command(Array(CommandLine.arguments.dropFirst())).run()
    } catch let error as CounterError {
      report(error.description)
      exit(error.kind == .usage ? 2 : 1)
    } catch {
      report("\(error)")
      exit(1)
    }
  }

  private static func report(_ text: String) {
    let bytes = Array("weir-counters: \(text)\n".utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
