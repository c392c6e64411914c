import Testing
import WeirCore

@testable import WeirRuntime

@Suite struct InputGateTests {
  typealias Machine = InputGateStateMachine

  private func batch(_ count: Int) -> StreamElement {
    let batch = Batch<Int64>(capacity: max(1, count))
    for number in 0..<count { batch.append(Int64(number)) }
    return .batch(batch)
  }

  private func taken(_ machine: inout Machine) -> [String] {
    var burst: ContiguousArray<Machine.Entry> = []
    guard machine.take(into: &burst, willWait: false) == .taken else { return [] }
    return burst.map { entry in
      switch entry {
      case .command(let command): "\(command)"
      case .element(.batch(let batch), let input): "\(input):\(batch.remaining)"
      case .element(.watermark(let time), let input): "\(input):w\(time.milliseconds)"
      case .element(.barrier(let barrier), let input): "\(input):b\(barrier.checkpoint.number)"
      case .element(.idle, let input): "\(input):idle"
      case .element(.active, let input): "\(input):active"
      case .element(.end, let input): "\(input):end"
      }
    }
  }

  private func watermark(_ milliseconds: Int64) -> StreamElement {
    .watermark(EventTime(milliseconds: milliseconds))
  }

  @Test("A batch needs credit of its own input, and the last one may go over it")
  func credit() {
    var machine = Machine(inputCount: 2, capacity: 10)
    #expect(machine.send(batch(8), input: 0, willWait: false) == .sent(wakesConsumer: false))
    #expect(machine.send(batch(8), input: 0, willWait: false) == .sent(wakesConsumer: false))
    #expect(machine.send(batch(1), input: 0, willWait: false) == .wait)
    #expect(machine.send(batch(1), input: 1, willWait: false) == .sent(wakesConsumer: false))
    #expect(machine.credit == [-6, 9])
  }

  @Test("Nearly empty batches take a 64th of the room each, and give back as much")
  func sparseBatches() {
    var machine = Machine(inputCount: 1, capacity: 640)
    for _ in 0..<64 {
      #expect(machine.send(batch(1), input: 0, willWait: true) == .sent(wakesConsumer: false))
    }
    #expect(machine.send(batch(1), input: 0, willWait: true) == .wait)
    guard case .batch(let sparse) = batch(1), case .batch(let full) = batch(500) else { return }
    let cost = Machine.cost(of: sparse, capacity: 640)
    #expect(cost == 10)
    #expect(Machine.cost(of: full, capacity: 640) == 500)
    // The producer is woken when half of the room is there.
    let wakes = (0..<32).map { _ in machine.release(cost, input: 0) }
    #expect(wakes == Array(repeating: false, count: 31) + [true])
    #expect(machine.credit == [320])
  }

  @Test("Room that is taken away is owed, and a producer waits until half of the rest is there")
  func shrinking() {
    var machine = Machine(inputCount: 2, capacity: 640)
    _ = machine.send(batch(600), input: 0, willWait: true)
    #expect(machine.resize(to: 100) == [])
    #expect(machine.credit == [-500, 100])
    #expect(machine.send(batch(1), input: 0, willWait: true) == .wait)
    #expect(machine.send(batch(1), input: 1, willWait: true) == .sent(wakesConsumer: false))
    let wakes = [540, 20, 40].map { machine.release($0, input: 0) }
    // At 540 of 600 there are 40 of 100.
    #expect(wakes == [false, true, false])
    #expect(machine.credit[0] == 100)
  }

  @Test("More room wakes the producers for whom half of it is there")
  func growing() {
    var machine = Machine(inputCount: 2, capacity: 640)
    _ = machine.resize(to: 100)
    for input in 0..<2 { _ = machine.send(batch(100), input: input, willWait: true) }
    #expect(machine.send(batch(1), input: 1, willWait: true) == .wait)
    #expect(machine.resize(to: 640) == [1])
    #expect(machine.credit == [540, 540])
  }

  @Test("SEMANTICS 1.6: control elements need no credit")
  func control() {
    var machine = Machine(inputCount: 1, capacity: 1)
    _ = machine.send(batch(1), input: 0, willWait: false)
    let barrier = StreamElement.barrier(Barrier(checkpoint: CheckpointID(1)))
    for element in [barrier, watermark(1), .idle, .end] {
      #expect(machine.send(element, input: 0, willWait: false) == .sent(wakesConsumer: false))
    }
    #expect(taken(&machine) == ["0:1", "0:b1", "0:w1", "0:idle", "0:end"])
  }

  @Test("A waiting producer is woken once, when half of its credit is back")
  func release() {
    var machine = Machine(inputCount: 1, capacity: 10)
    _ = machine.send(batch(10), input: 0, willWait: false)
    #expect(machine.send(batch(1), input: 0, willWait: true) == .wait)
    #expect(machine.release(4, input: 0) == false)
    #expect(machine.release(1, input: 0) == true)
    #expect(machine.release(5, input: 0) == false)
    #expect(machine.credit == [10])
  }

  @Test("A producer that does not wait is not woken")
  func noWait() {
    var machine = Machine(inputCount: 1, capacity: 2)
    _ = machine.send(batch(2), input: 0, willWait: false)
    #expect(machine.send(batch(1), input: 0, willWait: false) == .wait)
    #expect(machine.release(2, input: 0) == false)
  }

  @Test("A waiting consumer is woken once, by whatever comes first")
  func wakesConsumer() {
    for isCommand in [true, false] {
      var machine = Machine(inputCount: 1, capacity: 2)
      var burst: ContiguousArray<Machine.Entry> = []
      #expect(machine.take(into: &burst, willWait: true) == .wait)
      if isCommand {
        #expect(machine.post(.wake) == true)
      } else {
        #expect(machine.send(.idle, input: 0, willWait: false) == .sent(wakesConsumer: true))
      }
      #expect(machine.post(.wake) == false)
      #expect(machine.take(into: &burst, willWait: true) == .taken)
    }
  }

  @Test("A consumer that only looked is not woken")
  func poll() {
    var machine = Machine(inputCount: 1, capacity: 2)
    var burst: ContiguousArray<Machine.Entry> = []
    #expect(machine.take(into: &burst, willWait: false) == .wait)
    #expect(machine.post(.wake) == false)
  }

  @Test("SEMANTICS 4.7: elements of an input keep their order; only neighbours of one kind become one")
  func coalesce() {
    var machine = Machine(inputCount: 2, capacity: 10)
    let elements: [(StreamElement, Int)] = [
      (watermark(1), 0), (watermark(2), 0), (batch(1), 0), (watermark(3), 0), (watermark(9), 1),
      (watermark(4), 0), (.idle, 0), (.active, 0), (.idle, 0), (watermark(5), 0),
    ]
    for (element, input) in elements { _ = machine.send(element, input: input, willWait: false) }
    #expect(taken(&machine) == ["0:w2", "0:1", "0:w4", "1:w9", "0:idle", "0:w5"])
    _ = machine.send(watermark(6), input: 0, willWait: false)
    #expect(taken(&machine) == ["0:w6"])
  }

  @Test("SEMANTICS 1.5: barriers of one input are never made one or exchanged")
  func barriers() {
    var machine = Machine(inputCount: 1, capacity: 10)
    for number in 1...3 {
      let barrier = Barrier(checkpoint: CheckpointID(UInt64(number)))
      _ = machine.send(.barrier(barrier), input: 0, willWait: false)
    }
    #expect(taken(&machine) == ["0:b1", "0:b2", "0:b3"])
  }

  @Test("After closing nothing comes in or out and nobody waits")
  func close() {
    var machine = Machine(inputCount: 1, capacity: 1)
    _ = machine.send(batch(1), input: 0, willWait: false)
    #expect(machine.send(batch(1), input: 0, willWait: true) == .wait)
    machine.close()
    var burst: ContiguousArray<Machine.Entry> = []
    #expect(machine.take(into: &burst, willWait: true) == .closed)
    #expect(machine.send(batch(1), input: 0, willWait: true) == .closed)
    #expect(machine.send(.idle, input: 0, willWait: false) == .closed)
    #expect(machine.post(.wake) == false)
    #expect(machine.release(1, input: 0) == false)
  }

  @Test("Producers of a closed gate go on, and its consumer is told")
  func closedStorage() async throws {
    let gate = InputGate(inputCount: 1, capacity: 1)
    #expect(gate.trySend(batch(1), input: 0))
    let producer = Running { await gate.send(.batch(Batch<Int64>(capacity: 1)), input: 0) }
    gate.close()
    try await producer.value
    var burst: ContiguousArray<Machine.Entry> = []
    #expect(throws: WeirError.self) { try gate.poll(into: &burst) }
  }

  @Test("Everything that several producers send arrives, each input in order, with room for one")
  func traffic() async throws {
    let gate = InputGate(inputCount: 3, capacity: 1)
    let producers = (0..<3).map { input in
      Running {
        for number in 0..<500 {
          let batch = Batch<Int64>(capacity: 1)
          batch.append(Int64(number))
          await gate.send(.batch(batch), input: input)
        }
        await gate.send(.end, input: input)
      }
    }
    var received: [[Int64]] = [[], [], []]
    var ended = 0
    var burst: ContiguousArray<Machine.Entry> = []
    while ended < 3 {
      try await gate.take(into: &burst)
      for case .element(let element, let input) in burst {
        if case .batch(let batch) = element {
          received[input].append(unsafeDowncast(batch, to: Batch<Int64>.self).values[0])
          gate.release(1, input: input)
        } else {
          ended += 1
        }
      }
    }
    for producer in producers { try await producer.value }
    #expect(received == Array(repeating: Array(0..<500), count: 3))
  }
}
