import Glibc
import Testing
import WeirCore

@testable import WeirStorage

struct SystemCallTests {
  @Test("A call that a signal interrupts is repeated, any other failure is not")
  func interruptions() throws {
    var calls = 0
    let result = try SystemCall.run("read", "/p") { () -> Int in
      calls += 1
      errno = EINTR
      return calls < 4 ? -1 : 7
    }
    #expect(result == 7)
    #expect(calls == 4)
    let error = weirError {
      try SystemCall.run("read", "/p") { () -> Int32 in
        calls += 1
        errno = EIO
        return -1
      }
    }
    #expect(calls == 5)
    #expect(error?.message.contains("read failed: Input/output error (errno 5)") == true)
    #expect(error?.location.file == "/p")
  }

  @Test("Short transfers are continued from where they stopped")
  func shortTransfers() throws {
    let bytes = Array("0123456789".utf8)
    var taken: [UInt8] = []
    try bytes.withUnsafeBytes { all in
      try SystemCall.transfer("pwrite", "/p", all) { rest, done in
        #expect(done == taken.count)
        taken.append(contentsOf: rest.prefix(3))
        return min(3, rest.count)
      }
    }
    #expect(taken == bytes)
  }

  @Test("A transfer of nothing is an error and no endless loop")
  func emptyTransfer() {
    let error = weirError {
      try [UInt8](repeating: 0, count: 4).withUnsafeBytes { bytes in
        try SystemCall.transfer("pwrite", "/p", bytes) { _, _ in 0 }
      }
    }
    #expect(error?.code == .inputOutput)
  }

  @Test(
    "What time may heal is retriable, what needs a change is not",
    arguments: [
      (EIO, true), (ENOSPC, true), (EMFILE, true), (EDQUOT, true),
      (ENOENT, false), (EACCES, false), (EROFS, false), (ENAMETOOLONG, false), (ELOOP, false),
    ])
  func retriability(number: Int32, isRetriable: Bool) {
    #expect(WeirError.system("write", "/p", errno: number).isRetriable == isRetriable)
    #expect(WeirError.system("fsync", "/p", errno: number).isRetriable)
  }
}
