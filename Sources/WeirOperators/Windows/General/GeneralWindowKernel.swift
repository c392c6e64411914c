import WeirCore

extension OperatorKernel {
  /// Windows of any assigner with any trigger.
  /// - Parameter clock: the wall clock as the subtask's loop last read it.
  @inlinable @inline(__always)
  public static func generalWindows<Panes: PaneFunction, T: Trigger>(
    _ assignment: WindowAssignment<Input>, _ trigger: T, _ panes: Panes, rules: WindowRules,
    keyGroups: KeyGroupRange, late: Emitter<Input>?, key: @escaping (Input) throws -> Panes.Key,
    clock: @escaping () -> ProcessingTime
  ) -> OperatorKernel<Input, Output>
  where Panes.Input == Input, Panes.Output == Output, T.Input == Input {
    let state = GeneralWindowState<Panes, T>(
      assignment, trigger, panes, rules: rules, keyGroups: keyGroups)
    var kernel = OperatorKernel<Input, Output> { batch, emitter in
      try state.process(batch, emitter, late: late, key: key, now: clock())
    }
    kernel.advance = { watermark, emitter in
      try state.advance(to: watermark, emitter, now: clock())
    }
    kernel.advanceProcessingTime = { now, emitter in
      try state.fire(.processingTime, through: now.milliseconds, emitter, now)
    }
    kernel.nextProcessingTimer = {
      state.processingTimers.first.map { ProcessingTime(milliseconds: $0) }
    }
    kernel.snapshot = { try state.snapshot() }
    kernel.restore = { try state.restore($0) }
    kernel.owns = { keyGroups.contains(hash: try key($0).stableHash) }
    // The last result of a window without end may have any time.
    kernel.holdsWatermarks = assignment.areEndless && T.self == EventTimeTrigger<Input>.self
    kernel.counters = {
      [
        ("late", state.lateCount), ("partly_late", state.partlyLateCount),
        ("late_refired", state.refiringCount),
      ]
    }
    return kernel
  }
}
