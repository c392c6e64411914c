import Glibc
import Synchronization
import WeirCore

/// SIGTERM and SIGINT: the first asks the job to stop, the second ends the process at once.
///
/// The handler does nothing but count and write a byte into a pipe; a thread of its own reads that
/// and calls what is to be done, so nothing is called inside a handler.
enum StopSignals {
  private static let count = Atomic<Int>(0)
  private static let writeEnd = Atomic<Int32>(-1)

  /// Makes writes to closed pipes and to too large files fail instead of ending the process.
  static func ignoreWriteFailures() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Calls `onFirst` on a thread of its own when the first signal comes. Once per process.
  static func install(_ onFirst: @escaping @Sendable () -> Void) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw failure("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    let thread = Listener(readEnd: ends[0], onFirst: onFirst)
    guard thread.start() else { throw failure("thread") }
    for number in [SIGTERM, SIGINT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in StopSignals.handle(number) }
      action.sa_flags = SA_RESTART
      guard sigaction(number, &action, nil) == 0 else { throw failure("handler") }
    }
  }

  /// Runs inside the signal handler: no memory, no locks.
  private static func handle(_ number: Int32) {
    if count.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue > 0 { _exit(128 + number) }
    let saved = errno
    var byte: UInt8 = 1
    _ = write(writeEnd.load(ordering: .sequentiallyConsistent), &byte, 1)
    errno = saved
  }

  private static func failure(_ what: String) -> WeirError {
    WeirError(.limit, "the system gives no \(what) for signals (errno \(errno))")
  }
}

/// The thread that waits for the handler's byte.
private final class Listener: Sendable {
  private let readEnd: Int32
  private let onFirst: @Sendable () -> Void

  init(readEnd: Int32, onFirst: @escaping @Sendable () -> Void) {
    self.readEnd = readEnd
    self.onFirst = onFirst
  }

  /// - Returns: False when the system gives no thread.
  func start() -> Bool {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().listen()
        return nil
      }, context.toOpaque())
    if result != 0 { context.release() } else { pthread_detach(thread) }
    return result == 0
  }

  private func listen() {
    var byte: UInt8 = 0
    while true {
      let count = read(readEnd, &byte, 1)
      if count == 1 { return onFirst() }
      if count == 0 || errno != EINTR { return }
    }
  }
}
