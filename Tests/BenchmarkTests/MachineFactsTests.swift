import Testing

@testable import weir_bench

@Suite struct MachineFactsTests {
  @Test("An executable is older than a commit of tomorrow, and than one whose time is not known")
  func age() {
    #expect(!MachineFacts.isOlder(than: "0"))
    #expect(MachineFacts.isOlder(than: "\(Int(UInt32.max) * 4)"))
    #expect(MachineFacts.isOlder(than: nil))
  }
}
