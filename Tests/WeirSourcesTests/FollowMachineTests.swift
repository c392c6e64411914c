import Testing

@testable import WeirSources

@Suite struct FollowMachineTests {
  typealias Step = FollowMachine.Step

  @Test(
    "What is seen decides the step",
    arguments: [
      // bytes, same content, replaced -> step when 100 bytes were read
      (100, true, false, Step.wait), (101, true, false, .read), (99, true, false, .startAgain),
      (0, true, false, .startAgain), (500, false, false, .startAgain), (101, true, true, .read),
      (100, true, true, .wait), (99, true, true, .wait), (500, false, true, .wait),
    ] as [(Int64, Bool, Bool, Step)])
  func table(_ byteCount: Int64, _ isSame: Bool, _ isReplaced: Bool, _ step: Step) {
    var machine = FollowMachine(graceNanoseconds: 1000)
    let seen = FollowMachine.Observation(
      byteCount: byteCount, isSameContent: isSame, isReplaced: isReplaced)
    check(machine.step(seen, readOffset: 100, now: 5), is: step)
  }

  @Test("A replaced file is left once it was quiet for the grace time, counted from its last bytes")
  func grace() {
    var machine = FollowMachine(graceNanoseconds: 1000)
    let quiet = FollowMachine.Observation(byteCount: 100, isSameContent: true, isReplaced: true)
    let grown = FollowMachine.Observation(byteCount: 101, isSameContent: true, isReplaced: true)
    check(machine.step(quiet, readOffset: 100, now: 10_000), is: .wait)
    check(machine.step(quiet, readOffset: 100, now: 10_999), is: .wait)
    check(machine.step(grown, readOffset: 100, now: 10_999), is: .read)
    check(machine.step(grown, readOffset: 101, now: 11_000), is: .wait)
    check(machine.step(grown, readOffset: 101, now: 11_999), is: .wait)
    check(machine.step(grown, readOffset: 101, now: 12_000), is: .finishFile)
  }

  @Test("A name that comes back ends the grace time")
  func nameComesBack() {
    var machine = FollowMachine(graceNanoseconds: 1000)
    let replaced = FollowMachine.Observation(byteCount: 1, isSameContent: true, isReplaced: true)
    let named = FollowMachine.Observation(byteCount: 1, isSameContent: true, isReplaced: false)
    check(machine.step(replaced, readOffset: 1, now: 0), is: .wait)
    check(machine.step(named, readOffset: 1, now: 900), is: .wait)
    check(machine.step(replaced, readOffset: 1, now: 1500), is: .wait)
    check(machine.step(replaced, readOffset: 1, now: 2500), is: .finishFile)
  }
}
