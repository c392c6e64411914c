import Glibc
import Testing
import WeirCore

@testable import WeirStorage

struct PosixFileSystemTests {
  let fileSystem = PosixFileSystem()
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("What is written is read, at any offset, and the file has mode 0600")
  func contents() throws {
    let path = directory.file("a")
    let file = try fileSystem.open(path, .createNew)
    try file.write("hello")
    try file.write("world", at: 8)
    try file.sync()
    file.close()
    #expect(try fileSystem.text(path) == "hello\0\0\0world")
    let update = try fileSystem.open(path, .update)
    try update.write("J")
    try update.truncate(to: 5)
    #expect(try update.status().byteCount == 5)
    update.close()
    #expect(try fileSystem.text(path) == "Jello")
    let status = try #require(try fileSystem.status(path))
    #expect(status.kind == .file)
    #expect(status.permissions == 0o600)
  }

  @Test("createNew refuses what exists; read refuses what does not")
  func existence() throws {
    let path = directory.file("a")
    let missing = try #require(weirError { _ = try fileSystem.open(path, .read) })
    #expect(missing.code == .inputOutput)
    #expect(missing.description.contains("open failed: No such file or directory"))
    #expect(missing.location.file == path)
    #expect(!missing.isRetriable)
    try fileSystem.put("x", at: path)
    let existing = weirError { _ = try fileSystem.open(path, .createNew) }
    #expect(existing?.message.contains("File exists") == true)
    #expect(try fileSystem.text(path) == "x")
  }

  @Test("Links are followed for reading and refused for writing")
  func links() throws {
    try fileSystem.put("x", at: directory.file("a"))
    #expect(symlink("a", directory.file("link")) == 0)
    #expect(try fileSystem.text(directory.file("link")) == "x")
    let update = weirError { _ = try fileSystem.open(directory.file("link"), .update) }
    #expect(update?.message.contains("symbolic links are refused") == true)
    #expect(weirError { _ = try fileSystem.open(directory.file("link"), .createNew) } != nil)
    #expect(try fileSystem.status(directory.file("link"))?.kind == .link)
    #expect(symlink("nowhere", directory.file("dangling")) == 0)
    #expect(weirError { _ = try fileSystem.open(directory.file("dangling"), .update) } != nil)
    #expect(try fileSystem.status(directory.file("nowhere")) == nil)
  }

  @Test("Descriptors close on exec")
  func closeOnExec() throws {
    for mode in [FileMode.createNew, .update, .read] {
      let path = directory.file("inherited")
      let file = try fileSystem.open(path, mode)
      defer { file.close() }
      let descriptor = try #require(openDescriptor(of: path))
      #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test("A full disk is an error that may be retried and says so")
  func fullDisk() throws {
    let file = try fileSystem.open("/dev/full", .update)
    defer { file.close() }
    let error = try #require(weirError { try file.write("x") })
    #expect(error.isRetriable)
    #expect(error.message.contains("No space left on device"))
    #expect(error.message.contains("free space"))
    #expect(error.location.file == "/dev/full")
  }

  @Test("Calls on a closed file are errors; closing twice is fine")
  func closed() throws {
    let file = try fileSystem.open(directory.file("a"), .createNew)
    file.close()
    file.close()
    #expect(weirError { try file.write("x") }?.code == .inputOutput)
    #expect(weirError { try file.sync() }?.code == .inputOutput)
    #expect(weirError { _ = try file.status() }?.code == .inputOutput)
  }

  @Test("Offsets beyond what a file can have are errors")
  func hugeOffsets() throws {
    let file = try fileSystem.open(directory.file("a"), .update)
    defer { file.close() }
    for offset in [UInt64.max, UInt64(Int64.max)] {
      #expect(weirError { try file.write("xy", at: offset) }?.code == .inputOutput)
    }
    #expect(weirError { try file.truncate(to: .max) }?.code == .inputOutput)
    var byte: UInt8 = 0
    #expect(
      weirError { _ = try withUnsafeMutableBytes(of: &byte) { try file.read(into: $0, at: .max) } }?
        .code == .inputOutput)
  }

  @Test("A path with a NUL byte is refused and never cut short")
  func nulBytes() throws {
    try fileSystem.put("x", at: directory.file("a"))
    let path = directory.file("a\0b")
    #expect(weirError { try fileSystem.removeFile(path) }?.message.contains("NUL") == true)
    #expect(weirError { _ = try fileSystem.status(path) }?.message.contains("NUL") == true)
    #expect(weirError { _ = try fileSystem.open(path, .update) }?.message.contains("NUL") == true)
    #expect(try fileSystem.text(directory.file("a")) == "x")
  }

  @Test("A named pipe without a writer is refused instead of waited for")
  func namedPipe() throws {
    let path = directory.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let file = try fileSystem.open(path, .read)
    var byte: UInt8 = 0
    let read = weirError {
      _ = try withUnsafeMutableBytes(of: &byte) { try file.read(into: $0, at: 0) }
    }
    #expect(read?.message.contains("not pipes") == true)
  }
}
