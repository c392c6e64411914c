import Testing
import WeirCore
import WeirStorage

@testable import WeirRunner

@Suite struct NewPackageTests {
  let directory: TemporaryDirectory
  let files = PosixFileSystem()

  init() throws { directory = try TemporaryDirectory() }

  @Test(
    "A package's name is made of letters, digits and - and collides with nothing",
    arguments: [
      ("orders", "orders"), ("my orders!", "my-orders"), ("2026-jobs", "jobs-2026-jobs"),
      ("été", "t"), ("..", "my-jobs"), ("", "my-jobs"), ("Jobs", "my-Jobs"), ("weir", "my-weir"),
      ("WeirRunner", "my-WeirRunner"), ("--x--", "x"),
    ])
  func names(directory: String, expected: String) {
    #expect(PackageName.make(from: directory) == expected)
  }

  @Test("Every file is written, with the name and the path of the dependency")
  func write() throws {
    let target = "\(directory.path)/deep/orders"
    #expect(try NewCommand.write(target, weirPath: "/opt/a\"b\\c", on: files) == "orders")
    let template = PackageTemplate(name: "orders", weirPath: "/opt/a\"b\\c")
    #expect(template.files.count == 10)
    for file in template.files {
      #expect(directory.read("deep/orders/\(file.path)") == file.text)
      #expect(file.text.hasSuffix("\n"))
      #expect(!file.text.split(separator: "\n").contains { $0.count > 100 }, "\(file.path)")
    }
    let manifest = try #require(directory.read("deep/orders/Package.swift"))
    #expect(manifest.contains(#".package(name: "Weir", path: "/opt/a\"b\\c")"#))
    #expect(manifest.contains("name: \"orders\""))
  }

  @Test("A directory with anything in it is refused and stays as it was")
  func notEmpty() throws {
    _ = try directory.write("mine", to: "file")
    let error = #expect(throws: WeirError.self) {
      try NewCommand.write(directory.path, weirPath: "/opt/weir", on: files)
    }
    #expect(error?.code == .usage)
    #expect(try files.list(directory.path).map(\.name) == ["file"])
    #expect(throws: WeirError.self) {
      try NewCommand.write("\(directory.path)/file", weirPath: "/opt/weir", on: files)
    }
  }

  @Test("An empty directory that exists is taken")
  func empty() throws {
    try files.createDirectory("\(directory.path)/fresh")
    #expect(
      try NewCommand.write("\(directory.path)/fresh", weirPath: "/opt/weir", on: files) == "fresh")
  }

  @Test("Weir's package is found above the executable, and only where it is")
  func discovery() throws {
    let root = try #require(WeirPackage.resolved(directory.path))
    try files.createDirectory("\(root)/weir/Sources/WeirRunner")
    let package = WeirPackage(fileSystem: files)
    #expect(throws: WeirError.self) { try package.named("\(root)/weir") }
    _ = try directory.write("", to: "weir/Package.swift")
    #expect(try package.named("\(root)/weir/Sources/..") == "\(root)/weir")
    #expect(try package.containing(executable: "\(root)/weir/.build/debug/weir") == "\(root)/weir")
    for executable in ["\(root)/other/bin/weir", "weir", nil] {
      let error = #expect(throws: WeirError.self) {
        try package.containing(executable: executable)
      }
      #expect(error?.message.contains("--weir PATH") == true)
    }
  }
}
