import Glibc
import Testing
import WeirCore

@testable import WeirStorage

struct DirectoryLockTests {
  let directory: TemporaryDirectory
  var path: String { directory.file("lock") }

  init() throws { directory = try TemporaryDirectory() }

  @Test("A second owner is refused, and is told which process owns the directory since when")
  func refusal() throws {
    let lock = try DirectoryLock.acquire(path, since: ProcessingTime(milliseconds: 86_400_000))
    let error = try #require(weirError { _ = try DirectoryLock.acquire(path) })
    #expect(error.code == .directoryOwned)
    #expect(error.message.contains("process \(getpid()) "))
    #expect(error.message.contains("1970-01-02T00:00:00"))
    #expect(error.location.file == path)
    #expect(try DirectoryLock.readOwner(path) == lock.owner)
    #expect(try PosixFileSystem().status(path)?.permissions == 0o600)
  }

  @Test("The directory is found to be owned through a link to it")
  func throughLink() throws {
    let lock = try DirectoryLock.acquire(path)
    let other = try TemporaryDirectory()
    #expect(symlink(directory.path, other.file("link")) == 0)
    let error = weirError { _ = try DirectoryLock.acquire(other.file("link/lock")) }
    #expect(error?.code == .directoryOwned)
    lock.release()
    _ = try DirectoryLock.acquire(other.file("link/lock"))
  }

  @Test("A lock given back, or dropped, can be taken again, with another token")
  func release() throws {
    let first = try DirectoryLock.acquire(path)
    first.release()
    first.release()
    #expect(try DirectoryLock.readOwner(path) == nil)
    let second = try DirectoryLock.acquire(path)
    #expect(second.owner.token != first.owner.token)
    #expect(second.owner.token.utf8.count == 32)
    first.release()
    #expect(weirError { _ = try DirectoryLock.acquire(path) }?.code == .directoryOwned)
  }

  @Test("The lock of a killed process is free, and its token counts for nothing")
  func killed() async throws {
    let path: String = path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try DirectoryLock.acquire(path)
      _ = kill(getpid(), SIGKILL)
      withExtendedLifetime(lock) {}
    }
    let token = try PosixFileSystem().text(path)
    #expect(token.hasPrefix("weir-lock 1\nboot "))
    #expect(DirectoryOwner(text: token)?.processID != getpid())
    #expect(try DirectoryLock.readOwner(path) == nil)
    _ = try DirectoryLock.acquire(path)
  }

  @Test("A lock held by another program is refused although its owner is unknown")
  func foreignHolder() throws {
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = weirError { _ = try DirectoryLock.acquire(path) }
    #expect(error?.code == .directoryOwned)
    #expect(error?.message.contains("another process") == true)
  }

  @Test("A process id used again by a later process is not the owner")
  func reusedProcess() throws {
    let lock = try DirectoryLock.acquire(path)
    let text = try PosixFileSystem().text(path)
    #expect(DirectoryOwner(text: text)?.isAlive == true)
    let later = text.replacingLine(after: "start ", with: "\(lock.owner.processStart + 1)")
    #expect(DirectoryOwner(text: later)?.isAlive == false)
    let rebooted = text.replacingLine(after: "boot ", with: "another")
    #expect(DirectoryOwner(text: rebooted)?.isAlive == false)
  }

  @Test(
    "Texts that are no token are no owner",
    arguments: [
      "", "weir-lock 1", "weir-lock 2\nboot b\npid 1\nstart 1\nsince 1\ntoken t\n",
      "weir-lock 1\nboot b\npid x\nstart 1\nsince 1\ntoken t\n",
      "weir-lock 1\nboot b\npid 1\nstart -1\nsince 1\ntoken t\n",
      "weir-lock 1\nboot b\npid 1\nstart 1\nsince 1\ntoken t",
      "weir-lock 1\npid 1\nboot b\nstart 1\nsince 1\ntoken t\n",
    ])
  func malformed(text: String) { #expect(DirectoryOwner(text: text) == nil) }

  @Test("A directory that everybody may write in is refused, unless it is sticky")
  func publicDirectories() throws {
    #expect(chmod(directory.path, 0o777) == 0)
    let error = weirError { _ = try DirectoryLock.acquire(path) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("chmod o-w") == true)
    #expect(chmod(directory.path, 0o1777) == 0)
    _ = try DirectoryLock.acquire(path)
  }

  @Test("A lock file that is a link is refused")
  func linkedLockFile() throws {
    let other = try TemporaryDirectory()
    #expect(symlink(other.file("elsewhere"), path) == 0)
    #expect(weirError { _ = try DirectoryLock.acquire(path) }?.code == .inputOutput)
    #expect(try PosixFileSystem().status(other.file("elsewhere")) == nil)
  }

  @Test("Children do not inherit the lock")
  func notInherited() throws {
    let lock = try DirectoryLock.acquire(path)
    let descriptor = try #require(openDescriptor(of: path))
    #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
    lock.release()
    #expect(openDescriptor(of: path) == nil)
  }
}

extension String {
  fileprivate func replacingLine(after prefix: String, with value: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(prefix) ? prefix + value : String($0) }.joined(separator: "\n")
  }
}
