/// `weir-bench peers setup`: installs what the rows are compared with.
struct PeersCommand: SuiteCommand {
  static let name = "peers"
  static let usage = "setup"

  init(_ options: inout OptionList) throws {
    guard try options.names() == ["setup"] else {
      throw BenchmarkError("what of the peers? setup installs them")
    }
  }

  func run() async throws -> Bool {
    let script = try OwnProcess.packageFile("\(EngineProcess.peerDirectory)/setup")
    var child = try ChildProcess([script])
    while let line = child.nextLine() { print(line) }
    return child.wait() == 0
  }
}
