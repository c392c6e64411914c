import Glibc

/// `weir-crash`: kills a runner in every way it can and checks that nothing is lost or doubled.
@main
enum Main {
  static func main() {
    do {
      var command = try Command(Array(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch let error as CrashError {
      Console.error("weir-crash: \(error.description)")
      exit(error.kind == .usage ? 2 : 1)
    } catch {
      Console.error("weir-crash: \(error)")
      exit(1)
    }
  }
}
