import WeirCore
import WeirStorage

/// `weir new`: writes a package that depends on Weir.
struct NewCommand {
  let context: CommandContext

  func run() async throws -> ExitCode {
    guard let directory = context.arguments.words.first, !directory.isEmpty else {
      throw WeirError(.usage, "name the new package's directory: \(context.program.short) new DIR")
    }
    let fileSystem = context.environment.fileSystem
    let weir = context.arguments.values["weir"]
    let name = try await context.environment.blocking.run {
      let package = WeirPackage(fileSystem: fileSystem)
      let weirPath =
        try weir.map(package.named) ?? package.containing(executable: WeirPackage.executable)
      return try Self.write(directory, weirPath: weirPath, on: fileSystem)
    }
    context.console.say("\(PrintableText.escaped(directory)) is ready; try it:")
    context.console.say("  cd \(PrintableText.escaped(ShellText.quoted(directory)))")
    context.console.say("  swift run -c release \(name) run login-alarms")
    context.console.say("  swift test")
    return .success
  }

  /// Writes the package and returns its name. Blocks.
  /// - Throws: `usage` when something is in the way; nothing is written then.
  static func write(
    _ directory: String, weirPath: String, on fileSystem: any FileSystem
  ) throws -> String {
    if let status = try fileSystem.status(directory) {
      guard try status.kind == .directory && fileSystem.list(directory).isEmpty else {
        throw WeirError(
          .usage, "something is there already; name a directory that is empty or does not exist",
          at: .init(file: directory))
      }
    }
    let path = WeirPackage.resolved(directory) ?? directory
    let name = PackageName.make(from: FilePaths.name(of: path))
    for file in PackageTemplate(name: name, weirPath: weirPath).files {
      let path = FilePaths.join(directory, file.path)
      try fileSystem.createDirectory(FilePaths.parent(of: path))
      let target = try fileSystem.open(path, .createNew)
      defer { target.close() }
      try Array(file.text.utf8).withUnsafeBytes { try target.write($0, at: 0) }
    }
    return name
  }
}
