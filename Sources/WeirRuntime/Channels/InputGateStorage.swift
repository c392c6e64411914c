import Synchronization
import WeirCore

/// The lock and the suspended tasks around an ``InputGateStateMachine``. It decides nothing: it
/// asks the machine under the lock and resumes whom the machine names outside of it.
final class InputGateStorage: Sendable {
  private struct State {
    var machine: InputGateStateMachine
    var consumer: UnsafeContinuation<Void, Never>?
    var producers: [UnsafeContinuation<Void, Never>?]
  }

  private let state: Mutex<State>

  init(inputCount: Int, capacity: Int) {
    state = Mutex(
      State(
        machine: InputGateStateMachine(inputCount: inputCount, capacity: capacity),
        producers: Array(repeating: nil, count: inputCount)))
  }

  func trySend(_ element: StreamElement, input: Int) -> Bool {
    let (isSent, consumer) = state.withLock { state in
      Self.send(element, input, willWait: false, &state)
    }
    consumer?.resume()
    return isSent
  }

  func send(_ element: StreamElement, input: Int) async {
    while !trySend(element, input: input) {
      await withUnsafeContinuation { continuation in
        // Credit may have come back since; asking again and registering are one step.
        let (isSettled, consumer) = state.withLock { state in
          if state.machine.isClosed || state.machine.credit[input] > 0 {
            return (true, nil as UnsafeContinuation<Void, Never>?)
          }
          _ = state.machine.send(element, input: input, willWait: true)
          state.producers[input] = continuation
          return (false, nil)
        }
        consumer?.resume()
        if isSettled { continuation.resume() }
      }
    }
  }

  private static func send(
    _ element: StreamElement, _ input: Int, willWait: Bool, _ state: inout State
  ) -> (isSent: Bool, consumer: UnsafeContinuation<Void, Never>?) {
    switch state.machine.send(element, input: input, willWait: willWait) {
    case .sent(let wakesConsumer): (true, wakesConsumer ? state.consumer.take() : nil)
    case .wait: (false, nil)
    case .closed: (true, nil)
    }
  }

  func post(_ command: SubtaskCommand) {
    let consumer = state.withLock { state in
      state.machine.post(command) ? state.consumer.take() : nil
    }
    consumer?.resume()
  }

  func poll(into burst: inout ContiguousArray<InputGateStateMachine.Entry>) throws -> Bool {
    burst.removeAll(keepingCapacity: true)
    switch state.withLock({ $0.machine.take(into: &burst, willWait: false) }) {
    case .taken: return true
    case .wait: return false
    case .closed: throw WeirError(.cancelled, "the attempt is over")
    }
  }

  func take(into burst: inout ContiguousArray<InputGateStateMachine.Entry>) async throws {
    while try !poll(into: &burst) {
      await withUnsafeContinuation { continuation in
        let isSettled = state.withLock { state in
          if state.machine.isClosed || !state.machine.queue.isEmpty { return true }
          var none: ContiguousArray<InputGateStateMachine.Entry> = []
          _ = state.machine.take(into: &none, willWait: true)
          state.consumer = continuation
          return false
        }
        if isSettled { continuation.resume() }
      }
    }
  }

  func release(_ cost: Int, input: Int) {
    let producer = state.withLock { state in
      state.machine.release(cost, input: input) ? state.producers[input].take() : nil
    }
    producer?.resume()
  }

  func resize(to capacity: Int) {
    let producers = state.withLock { state in
      var woken: [UnsafeContinuation<Void, Never>] = []
      for input in state.machine.resize(to: capacity) {
        if let producer = state.producers[input].take() { woken.append(producer) }
      }
      return woken
    }
    for producer in producers { producer.resume() }
  }

  func close() {
    let waiting = state.withLock { state in
      state.machine.close()
      defer {
        state.consumer = nil
        for input in state.producers.indices { state.producers[input] = nil }
      }
      return state.producers + [state.consumer]
    }
    for continuation in waiting { continuation?.resume() }
  }
}
