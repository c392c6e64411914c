import Testing
import WeirCore

@testable import WeirRunner

@Suite struct ExitCodeTests {
  @Test("Every kind of error has the exit code that the command line promises")
  func codes() {
    let expected: [WeirError.Code: ExitCode] = [
      .invalidJob: .usage, .usage: .usage, .malformedInput: .failed, .userFunction: .failed,
      .inputOutput: .failed, .unusableCheckpoint: .unusable, .incompatibleState: .unusable,
      .directoryOwned: .owned, .cancelled: .failed, .failpoint: .failed, .limit: .failed,
    ]
    for code in WeirError.Code.allCases {
      #expect(ExitCode(WeirError(code, "")) == expected[code], "\(code)")
    }
    #expect(ExitCode(CancellationError()) == .failed)
    #expect(ExitCode.allValues == [0, 1, 2, 3, 4])
  }
}

extension ExitCode {
  fileprivate static var allValues: [Int32] {
    [ExitCode.success, .failed, .usage, .unusable, .owned].map(\.rawValue)
  }
}
