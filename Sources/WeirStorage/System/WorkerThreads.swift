import Glibc
import WeirCore

/// The threads and the queue of a ``ThreadBlockingPool``. Everything stored is guarded by `lock`.
final class WorkerThreads: @unchecked Sendable {
  typealias Work = @Sendable () -> Void

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let hasWork: UnsafeMutablePointer<pthread_cond_t>
  private let limit: Int
  private let idleNanoseconds: Int
  private var queue: [Work?] = []
  /// Entries before this index are taken already.
  private var head = 0
  private var threads = 0
  private var idle = 0
  private var isClosed = false

  init(limit: Int, idleTimeout: Duration) {
    self.limit = limit
    idleNanoseconds = Int(clamping: max(0, min(idleTimeout.milliseconds, 3_600_000))) * 1_000_000
    lock = .allocate(capacity: 1)
    hasWork = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(hasWork, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(hasWork)
    pthread_mutex_destroy(lock)
    hasWork.deallocate()
    lock.deallocate()
  }

  var threadCount: Int { locked { threads } }

  /// Queues work; false, and nothing is queued, when there is no thread and none can be started.
  func submit(_ work: @escaping Work) -> Bool {
    locked {
      queue.append(work)
      if idle >= queue.count - head {
        pthread_cond_signal(hasWork)
        return true
      }
      if threads < limit, start() { threads += 1 }
      if threads == 0 { queue.removeLast() }
      return threads > 0
    }
  }

  /// Lets idle threads end at once, and busy ones when the queue is empty.
  func close() {
    locked {
      isClosed = true
      pthread_cond_broadcast(hasWork)
    }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }

  private func start() -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let reference = Unmanaged.passRetained(self)
    let result = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<WorkerThreads>.fromOpaque(context).takeRetainedValue().work()
        return nil
      }, reference.toOpaque())
    if result != 0 { reference.release() }
    return result == 0
  }

  private func work() {
    Self.blockSignals()
    while let work = next() { work() }
  }

  /// Waits for work; nil when the thread is to end.
  private func next() -> Work? {
    locked {
      let deadline = idleDeadline()
      while head == queue.count {
        if isClosed || idleNanoseconds == 0 { return leave() }
        var time = deadline
        idle += 1
        let result = pthread_cond_timedwait(hasWork, lock, &time)
        idle -= 1
        if result == ETIMEDOUT && head == queue.count { return leave() }
      }
      let work = queue[head].take()
      head += 1
      if head == queue.count || head > 1024 {
        queue.removeFirst(head)
        head = 0
      }
      return work
    }
  }

  private func leave() -> Work? {
    threads -= 1
    return nil
  }

  private func idleDeadline() -> timespec {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + idleNanoseconds
    return timespec(
      tv_sec: time.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
  }

  /// Signals go to the threads that wait for them; crashes stay with the thread that crashed.
  private static func blockSignals() {
    var signals = sigset_t()
    sigfillset(&signals)
    for crash in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&signals, crash) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
