import Testing

@testable import WeirSources

@Suite struct BoundedBufferTests {
  @Test("Elements come out in order, whatever is taken at a time", arguments: [1, 2, 3, 100])
  func order(_ step: Int) {
    var machine = BoundedBufferMachine<Int>(limit: 10)
    var taken: [Int] = []
    for number in 0..<500 {
      _ = machine.put(number)
      if number % 3 == 0, case .elements(let some) = machine.take(step).0 { taken += some }
    }
    _ = machine.finish(nil)
    while case .elements(let some) = machine.take(step).0 { taken += some }
    #expect(taken == Array(0..<500))
  }

  @Test("The reader is woken only when it found nothing, and once")
  func wakes() {
    var machine = BoundedBufferMachine<Int>(limit: 10)
    check(machine.put(1), is: .init(outcome: .accepted, wakesReader: false))
    _ = machine.take(5)
    check(machine.put(2), is: .init(outcome: .accepted, wakesReader: false))
    _ = machine.take(5)
    guard case .nothing = machine.take(5).0 else {
      Issue.record("there should be nothing")
      return
    }
    check(machine.put(3), is: .init(outcome: .accepted, wakesReader: true))
    check(machine.put(4), is: .init(outcome: .accepted, wakesReader: false))
    _ = machine.take(5)
    _ = machine.take(5)
    check(machine.finish(nil), is: true)
    check(machine.finish(nil), is: false)
  }

  @Test("A full buffer says so; after the end nothing is accepted")
  func full() {
    var machine = BoundedBufferMachine<Int>(limit: 2)
    check(machine.put(1), is: .init(outcome: .accepted, wakesReader: false))
    check(machine.put(2), is: .init(outcome: .full, wakesReader: false))
    _ = machine.close()
    #expect(machine.isClosed)
    check(machine.put(3), is: .init(outcome: .closed, wakesReader: false))
  }

  @Test("The end comes after the elements before it")
  func end() {
    var machine = BoundedBufferMachine<Int>(limit: 2)
    _ = machine.put(1)
    _ = machine.finish(nil)
    guard case .elements([1]) = machine.take(5).0, case .ended(nil) = machine.take(5).0 else {
      Issue.record("expected the element, then the end")
      return
    }
  }
}
