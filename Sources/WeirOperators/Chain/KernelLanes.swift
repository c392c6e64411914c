import WeirCore

/// The kernels of one operator in one subtask: usually one.
///
/// Subtasks of a checkpoint may have reached different watermarks, because it depends on the order
/// in which inputs fall silent and come back. A key group that moves to another subtask takes along
/// the watermark that its records were judged by: a lower one would let a window fire twice, a
/// higher one would refuse records that were still awaited. So a subtask that takes over key groups
/// of different watermarks runs a kernel for each stretch of them, a lane, until the operator's
/// watermark has reached the furthest. Then one kernel takes over from all.
///
/// Invariant: the lanes' key groups are disjoint, in order, and together those of the subtask.
struct KernelLanes<Input: FieldValue, Output: FieldValue> {
  /// One kernel and how far it is.
  private struct Lane {
    let kernel: OperatorKernel<Input, Output>
    var mark: LaneMark
  }

  private let context: ChainContext
  /// Makes the kernel of some key groups; nil for operators without keys.
  private let makeKernel: ((KeyGroupRange) -> OperatorKernel<Input, Output>)?
  private var lanes: [Lane]
  /// What the kernels had counted that a later one took over from.
  private var earlierCounters: [(name: String, value: UInt64)] = []

  init(_ kernel: OperatorKernel<Input, Output>, _ context: ChainContext) {
    self.context = context
    makeKernel = nil
    lanes = []
    lanes = [Lane(kernel: kernel, mark: wholeMark(.distantPast))]
  }

  init(
    _ context: ChainContext,
    _ makeKernel: @escaping (KeyGroupRange) -> OperatorKernel<Input, Output>
  ) {
    self.context = context
    self.makeKernel = makeKernel
    lanes = []
    lanes = [Lane(kernel: makeKernel(context.keyGroups), mark: wholeMark(.distantPast))]
  }

  private func wholeMark(_ watermark: EventTime) -> LaneMark {
    LaneMark(
      lowerBound: context.keyGroups.lowerBound, upperBound: context.keyGroups.upperBound,
      watermark: watermark, isFiring: false)
  }

  var count: Int { lanes.count }
  var first: OperatorKernel<Input, Output> { lanes[0].kernel }
  subscript(lane: Int) -> OperatorKernel<Input, Output> { lanes[lane].kernel }

  /// The watermark up to which all keys are done.
  var watermark: EventTime { lanes.map(\.mark.watermark).min() ?? .distantPast }

  /// Deals the records of a batch out to their lanes, each lane's in order.
  func deal(_ batch: Batch<Input>) throws -> [(lane: Int, batch: Batch<Input>)] {
    var parts: [Batch<Input>?] = Array(repeating: nil, count: lanes.count)
    while !batch.isEmpty {
      let time = batch.times?[batch.head]
      let record = batch.removeFirst()
      guard let lane = try lanes.firstIndex(where: { try $0.kernel.owns?(record) ?? true }) else {
        throw WeirError(
          .invalidJob, "a record reached a subtask that its key does not belong to; give the same"
            + " key for the same record", isRetriable: false)
      }
      // The record that was taken out counts too.
      let part = parts[lane] ?? Batch<Input>(capacity: batch.remaining + 1)
      part.split = batch.split
      parts[lane] = part
      if let time { part.append(record, at: time) } else { part.append(record) }
    }
    return parts.enumerated().compactMap { lane, part in part.map { (lane, $0) } }
  }

  /// Lets every lane take a watermark, those that are further already their own again; returns
  /// whether all is done.
  mutating func advance(to watermark: EventTime, _ emitter: Emitter<Output>) throws -> Bool {
    for index in lanes.indices {
      let target = max(watermark, lanes[index].mark.watermark)
      lanes[index].mark.watermark = target
      guard let advance = lanes[index].kernel.advance else { continue }
      lanes[index].mark.isFiring = true
      guard try advance(target, emitter) else { return false }
      lanes[index].mark.isFiring = false
    }
    return true
  }

  func advanceProcessingTime(to now: ProcessingTime, _ emitter: Emitter<Output>) throws -> Bool {
    for lane in lanes {
      guard try lane.kernel.advanceProcessingTime?(now, emitter) ?? true else { return false }
    }
    return true
  }

  var nextProcessingTimer: ProcessingTime? {
    lanes.compactMap { $0.kernel.nextProcessingTimer?() }.min()
  }

  var counters: [(name: String, value: UInt64)] {
    var sums = earlierCounters
    for counter in lanes.flatMap({ $0.kernel.counters?() ?? [] }) {
      if let index = sums.firstIndex(where: { $0.name == counter.name }) {
        sums[index].value &+= counter.value
      } else {
        sums.append(counter)
      }
    }
    return sums
  }

  func snapshot(of id: OperatorID) throws -> [StateSection] {
    var sections: [StateSection] = []
    for (index, lane) in lanes.enumerated() {
      for part in try lane.kernel.snapshot?() ?? [] {
        sections.append(
          StateSection(
            operatorID: id, name: LaneSection.name(part.name, ofLane: index), bytes: part.bytes))
      }
    }
    guard makeKernel != nil else { return sections }
    return sections + [LaneSection.encode(lanes.map(\.mark), operatorID: id)]
  }
}

extension KernelLanes {
  /// A stretch of this subtask's key groups and whose state it goes on from.
  private struct Origin {
    var mark: LaneMark
    var sources: [(subtask: Int, lane: Int)]
  }

  /// Takes up the state of this subtask's key groups from the sections of all subtasks.
  mutating func restore(_ sections: [RestoredSection]) throws {
    guard let makeKernel else {
      guard let restore = lanes[0].kernel.restore, !sections.isEmpty else { return }
      lanes[0].mark = wholeMark(try restore(sections))
      return
    }
    let origins = try origins(sections)
    if origins.isEmpty, sections.isEmpty { return }
    guard !origins.isEmpty else { throw Self.unusable("do not say which keys they hold") }
    lanes = try origins.map { origin in
      let own = sections.compactMap { restored -> RestoredSection? in
        let (name, lane) = LaneSection.split(restored.section.name)
        guard name != LaneSection.name,
          origin.sources.contains(where: { $0 == (restored.subtask, lane) })
        else { return nil }
        return RestoredSection(
          subtask: restored.subtask,
          section: StateSection(
            operatorID: restored.section.operatorID, name: name, bytes: restored.section.bytes))
      }
      let kernel = origins.count == 1 ? lanes[0].kernel : makeKernel(keyGroups(origin.mark))
      if !own.isEmpty { _ = try kernel.restore?(own) }
      return Lane(kernel: kernel, mark: origin.mark)
    }
  }

  private func keyGroups(_ mark: LaneMark) -> KeyGroupRange {
    KeyGroupRange(
      lowerBound: mark.lowerBound, upperBound: mark.upperBound,
      keyGroupCount: context.keyGroups.keyGroupCount)
  }

  /// The lanes of all subtasks cut to this subtask's key groups; neighbours that agree are one.
  private func origins(_ sections: [RestoredSection]) throws -> [Origin] {
    var found: [Origin] = []
    for restored in sections where restored.section.name == LaneSection.name {
      for (lane, mark) in try LaneSection.decode(restored.section).enumerated() {
        var mine = mark
        mine.lowerBound = max(mark.lowerBound, context.keyGroups.lowerBound)
        mine.upperBound = min(mark.upperBound, context.keyGroups.upperBound)
        guard mine.lowerBound < mine.upperBound else { continue }
        found.append(Origin(mark: mine, sources: [(restored.subtask, lane)]))
      }
    }
    found.sort { $0.mark.lowerBound < $1.mark.lowerBound }
    var origins: [Origin] = []
    var next = context.keyGroups.lowerBound
    for origin in found {
      guard origin.mark.lowerBound == next else { throw Self.unusable("overlap or leave keys out") }
      next = origin.mark.upperBound
      if let last = origins.last, last.mark.agrees(with: origin.mark) {
        origins[origins.count - 1].mark.upperBound = origin.mark.upperBound
        origins[origins.count - 1].sources += origin.sources
      } else {
        origins.append(origin)
      }
    }
    guard found.isEmpty || next == context.keyGroups.upperBound else {
      throw Self.unusable("overlap or leave keys out")
    }
    return origins
  }

  private static func unusable(_ reason: String) -> WeirError {
    WeirError(
      .unusableCheckpoint,
      "the parts of the operator's state \(reason); go on from an earlier checkpoint with --from",
      isRetriable: false)
  }

  /// One kernel for all lanes when none is further than another.
  mutating func merge(of id: OperatorID) throws {
    guard lanes.count > 1, let makeKernel, let first = lanes.first?.mark, !first.isFiring,
      lanes.allSatisfy({ $0.mark.agrees(with: first) })
    else { return }
    let sections = try lanes.flatMap { try $0.kernel.snapshot?() ?? [] }.map {
      RestoredSection(
        subtask: context.subtask,
        section: StateSection(operatorID: id, name: $0.name, bytes: $0.bytes))
    }
    let kernel = makeKernel(context.keyGroups)
    if !sections.isEmpty { _ = try kernel.restore?(sections) }
    earlierCounters = counters
    lanes = [Lane(kernel: kernel, mark: wholeMark(first.watermark))]
  }
}
