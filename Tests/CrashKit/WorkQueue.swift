import Glibc
import Synchronization

/// Numbered pieces of blocking work for a few threads.
final class WorkQueue<Result: Sendable>: Sendable {
  private let count: Int
  private let state: Mutex<(next: Int, results: [Int: Result])>

  init(count: Int) {
    self.count = count
    state = Mutex((0, [:]))
  }

  /// The results in the order of their numbers.
  var results: [Result] {
    state.withLock { state in state.results.sorted { $0.key < $1.key }.map(\.value) }
  }

  /// Does all pieces on `workers` threads and waits for them.
  func run(workers: Int, _ body: @escaping @Sendable (Int) -> Result) {
    let threads = (0..<workers).compactMap { _ in
      start {
        while let index = self.take() {
          let result = body(index)
          self.state.withLock { $0.results[index] = result }
        }
      }
    }
    for thread in threads { pthread_join(thread, nil) }
  }

  private func take() -> Int? {
    state.withLock { state in
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  private func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(ThreadBody(body))
    let problem = pthread_create(
      &thread, nil,
      { argument in
        if let argument {
          Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
      }, work.toOpaque())
    guard problem == 0 else {
      work.release()
      return nil
    }
    return thread
  }
}

/// What a thread does, in a shape that goes through a C pointer.
private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
