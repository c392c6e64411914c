import Testing
import WeirCore

@testable import WeirEpochLog

@Suite struct LogFileNameTests {
  @Test func `Every name is read back as what it was written for`() {
    for attempt: UInt64 in [1, 17, .max] {
      for subtask in [0, 3] {
        let file = LogWriterFile(attempt: Attempt(attempt), subtask: subtask, number: 4)
        for name in [
          LogFileName.inProgress(file), .sealed(file, CheckpointID(7)),
          .sealed(file, CheckpointID(123_456_789_012)),
        ] {
          #expect(LogFileName(name.text) == name)
        }
      }
    }
    let file = LogWriterFile(attempt: Attempt(3), subtask: 0, number: 2)
    #expect(LogFileName.sealed(file, CheckpointID(17)).text == "log-00000017-a3-s0-2.log")
  }

  @Test(arguments: [
    "", "log-17-a3-s0-2.log", "log-00000017-a03-s0-2.log", "log-00000017-a3-s+1-2.log",
    "log-00000017-a3-s-1-2.log", "log-00000017-a3-s0.log", "../log-00000017-a3-s0-2.log",
    "x/log-00000017-a3-s0-2.log", "log-00000017-a3-s0-2.log ", "log-00000017-a3-s0-2-1.log",
    ".log-a3-s0-2.log", "log-.log", ".log-.inprogress", ".log-a3-s0-2.inprogress/..", "log-a-s-.log",
  ])
  func `What no writer makes has no meaning`(_ text: String) {
    #expect(LogFileName(text) == nil)
  }
}
