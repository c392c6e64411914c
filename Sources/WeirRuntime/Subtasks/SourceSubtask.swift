import WeirCheckpoints
import WeirCore
import WeirOperators

/// One parallel instance of a chain that begins with a source: reads its splits in turn and puts
/// barriers between batches.
actor SourceSubtask {
  private let core: SubtaskCore
  private let driver: SplitDriver
  private let startLine: StartLine
  /// Whether all sources of the job have said where they stand.
  private var hasStarted = false
  private var schedule: ReadSchedule
  private var burst: ContiguousArray<InputGateStateMachine.Entry> = []
  /// Registered splits that are not being read yet, in order.
  private var unread: [Int] = []
  private var hasReportedEnd = false
  private var isStopping = false
  /// Whether a split has come to the end of a replay and not of its data.
  private var hasSplitAtLimit = false
  /// Stores are too far behind: nothing is read, and that is not the splits' silence.
  private var isThrottled = false
  private var nextDiscovery: UInt64?
  /// When to look for requests next.
  private var nextRequests: UInt64 = 0
  private var lastTick: (moment: UInt64, blocked: UInt64) = (0, 0)

  init(core: sending SubtaskCore, driver: sending SplitDriver, startLine: StartLine) {
    self.core = core
    self.driver = driver
    self.startLine = startLine
    schedule = ReadSchedule(idleTimeout: core.chain.idleTimeout)
  }

  private var now: UInt64 { core.monotonicNanoseconds }

  /// Runs until the gate is closed or something fails.
  func run(_ sections: [OperatorID: [RestoredSection]]) async throws {
    do {
      try await open(sections)
      while true {
        if try core.gate.poll(into: &burst) { try await obeyBurst() }
        try core.fireTimers()
        if !core.isSettled { try await settle() }
        if schedule.countsIdleTime { try await tickIdleClocks() }
        if !hasStarted || isStopping || hasReportedEnd || (isThrottled && hasMoreToRead) {
          try await wait()
        } else {
          try await step()
        }
        core.publish(reading: driver.reading)
        if core.hasWriters { await core.reportStaged() }
      }
    } catch {
      await driver.close()
      await core.end()
      throw error
    }
  }

  /// Registers all splits before the first record: an unread split holds the watermark back. A
  /// subtask that has none holds nothing back, and says so before any other one reads: what is late
  /// must not depend on who is quicker.
  private func open(_ sections: [OperatorID: [RestoredSection]]) async throws {
    try core.chain.restore(sections)
    for (index, status) in driver.statuses.enumerated() where !status.isFinished {
      try register(index, status.id)
    }
    scheduleUnread()
    try core.chain.open()
    try await settle()
    if schedule.isEmpty { try await reportNoSplits() }
    startLine.arrive()
    lastTick = (now, core.chain.blockedNanoseconds)
    if let interval = driver.discoveryInterval { scheduleDiscovery(interval) }
  }

  private func reportNoSplits() async throws {
    if driver.discoveryInterval != nil {
      try core.chain.head.receive(split: .noSplits)
      return try await settle()
    }
    try await takeRequests()
    try await reportEnd()
  }

  private func register(_ index: Int, _ id: String) throws {
    unread.append(index)
    try core.chain.head.receive(split: .registered(index: Int32(truncatingIfNeeded: index), id: id))
  }

  private func scheduleDiscovery(_ interval: Duration) {
    nextDiscovery = now &+ UInt64(max(1, interval.milliseconds)) &* 1_000_000
  }

  /// Reads one batch, or waits when there is nothing to read.
  private func step() async throws {
    if now >= nextRequests { try await takeRequests() }
    if let due = nextDiscovery, let interval = driver.discoveryInterval, now >= due {
      for index in try await driver.discover() { try register(index, driver.statuses[index].id) }
      scheduleUnread()
      scheduleDiscovery(interval)
    }
    guard let index = schedule.next(now) else {
      guard schedule.isEmpty, driver.discoveryInterval == nil else { return try await wait() }
      try await takeRequests()
      return try await reportEnd()
    }
    try core.failpoints.hit(.sourceBeforeRead)
    let read = try await driver.read(index)
    let wasIdle = read.batch != nil && schedule.noteActivity(index)
    // Noted before anything that obeys commands: a wake-up must find the split asleep.
    if case .idle(let delay) = read.outcome {
      schedule.noteIdle(index, until: delay.map { after($0) })
    }
    if let batch = read.batch {
      if wasIdle {
        try core.chain.head.receive(split: .active(index: Int32(truncatingIfNeeded: index)))
      }
      try core.chain.head.receive(batch)
    }
    try core.chain.source?.emitDeadLetters()
    try core.failpoints.hit(.sourceAfterEmit)
    if !core.isSettled { try await settle() }
    guard read.outcome == .end else { return }
    schedule.remove(index)
    scheduleUnread()
    // The split's watermark stays where it is: the original's had not ended there either.
    if read.isAtLimit {
      hasSplitAtLimit = true
      return
    }
    try core.chain.head.receive(split: .finished(index: Int32(truncatingIfNeeded: index)))
    try await settle()
  }

  /// Reads what was refused once and is asked for again.
  private func takeRequests() async throws {
    nextRequests = now &+ Self.requestIntervalNanoseconds
    let (head, source) = (core.chain.head, core.chain.source)
    let isTaken = try await driver.takeRequests { try head.receive($0) }
    try source?.emitDeadLetters()
    if isTaken { try await settle() }
  }

  private static var requestIntervalNanoseconds: UInt64 { 1_000_000_000 }

  private var hasMoreToRead: Bool { !schedule.isEmpty || driver.discoveryInterval != nil }

  /// Begins with further splits. Those of a bounded source are read a few at a time, because open
  /// readers hold memory; those of an unbounded one may never end, so none may wait.
  private func scheduleUnread() {
    while let next = unread.first, !driver.isBounded || schedule.count < Self.openSplitLimit {
      unread.removeFirst()
      schedule.add(next)
    }
  }

  private static var openSplitLimit: Int { 16 }

  private func after(_ delay: Duration) -> UInt64 {
    let (seconds, attoseconds) = delay.components
    return now &+ UInt64(max(0, seconds)) &* 1_000_000_000
      &+ UInt64(max(0, attoseconds / 1_000_000_000))
  }

  /// End of data: no record follows, so event time ends. The subtask stays to pass barriers on; what
  /// it has read is committed by the checkpoint that the coordinator makes when all sources are here.
  private func reportEnd() async throws {
    hasReportedEnd = true
    if !hasSplitAtLimit {
      core.watermark = .distantFuture
      try core.chain.head.receive(watermark: .distantFuture)
      try await settle()
    }
    core.chain.flush()
    try await core.chain.drain()
    core.publish(reading: driver.reading, force: true)
    await core.services.coordinator.endOfData(core.id, hasMore: hasSplitAtLimit)
  }

  /// Lets the idle clocks of silent splits run on. Time that was spent waiting for room downstream
  /// or for stores does not count: the source could not have emitted then.
  private func tickIdleClocks() async throws {
    let blocked = core.chain.blockedNanoseconds
    let moment = now
    let elapsed = moment &- lastTick.moment
    let waited = blocked &- lastTick.blocked
    lastTick = (moment, blocked)
    if isThrottled { return }
    for index in schedule.pass(elapsed > waited ? elapsed &- waited : 0, now: moment) {
      try core.chain.head.receive(split: .idle(index: Int32(truncatingIfNeeded: index)))
    }
    try await settle()
  }

  /// Waits for a command or for time to pass.
  private func wait() async throws {
    core.chain.flush()
    try await core.chain.drain()
    if hasStarted, !isStopping, !isThrottled, let delay = nextWait { core.alarm.set(after: delay) }
    core.publish(reading: driver.reading)
    var taken: ContiguousArray<InputGateStateMachine.Entry> = []
    swap(&taken, &burst)
    try await core.gate.take(into: &taken)
    swap(&taken, &burst)
    try await obeyBurst()
  }

  /// Until a split is to be read, becomes idle, or further splits are looked for.
  private var nextWait: Duration? {
    let now = now
    let discovery = nextDiscovery.map { due in
      Duration.nanoseconds(Int64(clamping: due > now ? due &- now : 0))
    }
    return [schedule.nextWait(now), discovery].compactMap { $0 }.min()
  }

  private func obeyCommands() async throws {
    if try core.gate.poll(into: &burst) { try await obeyBurst() }
  }

  private func obeyBurst() async throws {
    let commands = burst
    burst.removeAll(keepingCapacity: true)
    for case .command(let command) in commands {
      switch command {
      case .start: hasStarted = true
      case .inject(let barrier): try await inject(barrier)
      case .complete(let checkpoint): core.complete(checkpoint)
      case .throttle(let isThrottling): setThrottled(isThrottling)
      case .wake: schedule.wakeAll()
      case .abort, .callsEnded: break
      }
    }
  }

  /// The time in between is no silence: the idle clocks go on from where they were.
  private func setThrottled(_ isThrottling: Bool) {
    isThrottled = isThrottling
    lastTick = (now, core.chain.blockedNanoseconds)
  }

  private func inject(_ barrier: Barrier) async throws {
    if barrier.isFinal { isStopping = true }
    try await core.checkpoint(barrier, extraSections: try driver.snapshot())
    try core.failpoints.hit(.barrierInjected)
  }

  /// Sends what the chain produced and lets suspended operators finish; a barrier that was asked for
  /// goes between two steps.
  private func settle() async throws {
    try await core.chain.drain()
    while core.chain.context.isSuspended {
      try await obeyCommands()
      try core.chain.context.resume()
      try await core.chain.drain()
      if core.chain.context.isWaiting { try await awaitCalls() }
    }
  }

  /// Waits until operators that wait for asynchronous calls can go on, or a command comes.
  private func awaitCalls() async throws {
    var taken: ContiguousArray<InputGateStateMachine.Entry> = []
    try await core.awaitCalls(into: &taken)
    swap(&taken, &burst)
    try await obeyBurst()
  }
}
