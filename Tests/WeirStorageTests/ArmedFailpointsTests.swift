import Glibc
import Testing
import WeirCore

@testable import WeirStorage

struct ArmedFailpointsTests {
  @Test("An armed point acts at its hit, and only then")
  func nth() {
    let failpoints = ArmedFailpoints([
      ArmedFailpoint(point: .alignLast, hit: 2, action: .throw),
      ArmedFailpoint(point: .alignLast, hit: 4, action: .eio),
      ArmedFailpoint(point: .alignFirst, hit: 1, action: .enospc),
    ])
    let codes = (1...5).map { _ in weirError { try failpoints.hit(.alignLast) }?.code }
    #expect(codes == [nil, .failpoint, nil, .inputOutput, nil])
    let full = weirError { try failpoints.hit(.alignFirst) }
    #expect(full?.message.contains("No space left on device") == true)
    #expect(full?.message.contains("align.first") == true)
    #expect(full?.isRetriable == true)
    #expect(failpoints.hits == [.alignLast: 5, .alignFirst: 1])
  }

  @Test("Hits from many tasks are all counted, and one of them meets the fault")
  func concurrent() async {
    let failpoints = ArmedFailpoints([
      ArmedFailpoint(point: .sourceAfterEmit, hit: 500, action: .throw)
    ])
    let failures = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<10 {
        group.addTask {
          (0..<100).reduce(0) { count, _ in
            count + (weirError { try failpoints.hit(.sourceAfterEmit) } == nil ? 0 : 1)
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(failures == 1)
    #expect(failpoints.hits[.sourceAfterEmit] == 1_000)
  }

  @Test("The log gets each name once per process, before what is armed happens")
  func log() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("hits")
    let failpoints = ArmedFailpoints(
      [ArmedFailpoint(point: .alignLast, action: .throw)], logPath: path)
    #expect(weirError { try failpoints.hit(.alignLast) }?.code == .failpoint)
    try failpoints.hit(.alignLast)
    try failpoints.hit(.notifyBefore)
    let next = ArmedFailpoints([], logPath: path)
    try next.hit(.notifyBefore)
    #expect(
      try PosixFileSystem().text(path) == "align.last\nnotify.before\nnotify.before\n")
  }

  @Test("kill ends the process by SIGKILL at the armed hit")
  func kills() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let failpoints = ArmedFailpoints([ArmedFailpoint(point: .manifestSynced, hit: 2)])
      try failpoints.hit(.manifestSynced)
      try failpoints.hit(.manifestSynced)
    }
    await #expect(processExitsWith: .success) {
      let failpoints = ArmedFailpoints([ArmedFailpoint(point: .manifestSynced, hit: 2)])
      try failpoints.hit(.manifestSynced)
    }
  }

  @Test("The process's environment arms, and a wrong name is refused")
  func environment() async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      setenv("WEIR_FAILPOINT", "recover.afterLoad", 1)
      try ArmedFailpoints.fromEnvironment().hit(.recoverAfterLoad)
    }
    await #expect(processExitsWith: .exitCode(2)) {
      setenv("WEIR_FAILPOINT", "recover.never", 1)
      exit(weirError { _ = try ArmedFailpoints.fromEnvironment() }?.code == .usage ? 2 : 0)
    }
    await #expect(processExitsWith: .exitCode(3)) {
      unsetenv("WEIR_FAILPOINT")
      unsetenv("WEIR_FAILPOINT_LOG")
      exit(try ArmedFailpoints.fromEnvironment() is NoFailpoints ? 3 : 0)
    }
  }
}
