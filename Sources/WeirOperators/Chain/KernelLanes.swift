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
  private let context: ChainContext
  /// Makes the kernel of some key groups; nil for operators without keys.
  private let makeKernel: ((KeyGroupRange) -> OperatorKernel<Input, Output>)?
  /// The kernel of the first lane, and usually the only one. It stands alone because an array of
  /// generic elements would cost a look-up of their type for every batch.
  private(set) var first: OperatorKernel<Input, Output>
  private var further: [OperatorKernel<Input, Output>] = []
  /// How far each lane is.
  private var marks: [LaneMark]
  /// What the kernels had counted that a later one took over from.
  private var earlierCounters: [(name: String, value: UInt64)] = []

  init(_ kernel: OperatorKernel<Input, Output>, _ context: ChainContext) {
    self.context = context
    makeKernel = nil
    first = kernel
    marks = [LaneMark(context.keyGroups, watermark: .distantPast)]
  }

  init(
    _ context: ChainContext,
    _ makeKernel: @escaping (KeyGroupRange) -> OperatorKernel<Input, Output>
  ) {
    self.context = context
    self.makeKernel = makeKernel
    first = makeKernel(context.keyGroups)
    marks = [LaneMark(context.keyGroups, watermark: .distantPast)]
  }

  var count: Int { marks.count }
  subscript(lane: Int) -> OperatorKernel<Input, Output> { lane == 0 ? first : further[lane - 1] }

  private var kernels: [OperatorKernel<Input, Output>] { [first] + further }

  /// The watermark up to which all keys are done.
  var watermark: EventTime { marks.map(\.watermark).min() ?? .distantPast }

  /// Deals the records of a batch out to their lanes, each lane's in order.
  func deal(_ batch: Batch<Input>) throws -> [(lane: Int, batch: Batch<Input>)] {
    let kernels = kernels
    var parts: [Batch<Input>?] = Array(repeating: nil, count: kernels.count)
    while !batch.isEmpty {
      let time = batch.times?[batch.head]
      let record = batch.removeFirst()
      guard let lane = try kernels.firstIndex(where: { try $0.owns?(record) ?? true }) else {
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
    for lane in marks.indices {
      let target = max(watermark, marks[lane].watermark)
      marks[lane].watermark = target
      guard let advance = lane == 0 ? first.advance : further[lane - 1].advance else { continue }
      marks[lane].isFiring = true
      guard try advance(target, emitter) else { return false }
      marks[lane].isFiring = false
    }
    return true
  }

  func advanceProcessingTime(to now: ProcessingTime, _ emitter: Emitter<Output>) throws -> Bool {
    for kernel in kernels {
      guard try kernel.advanceProcessingTime?(now, emitter) ?? true else { return false }
    }
    return true
  }

  var nextProcessingTimer: ProcessingTime? {
    if marks.count == 1 { return first.nextProcessingTimer?() }
    return kernels.compactMap { $0.nextProcessingTimer?() }.min()
  }

  var counters: [(name: String, value: UInt64)] {
    var sums = earlierCounters
    for counter in kernels.flatMap({ $0.counters?() ?? [] }) {
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
    for (index, kernel) in kernels.enumerated() {
      for part in try kernel.snapshot?() ?? [] {
        sections.append(
          StateSection(
            operatorID: id, name: LaneSection.name(part.name, ofLane: index), bytes: part.bytes))
      }
    }
    guard makeKernel != nil else { return sections }
    return sections + [LaneSection.encode(marks, operatorID: id)]
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
      guard let restore = first.restore, !sections.isEmpty else { return }
      marks = [LaneMark(context.keyGroups, watermark: try restore(sections))]
      return
    }
    let origins = try origins(sections)
    if origins.isEmpty, sections.isEmpty { return }
    guard !origins.isEmpty else { throw Self.unusable("do not say which keys they hold") }
    let kernels = try origins.map { origin in
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
      let kernel = origins.count == 1 ? first : makeKernel(keyGroups(origin.mark))
      if !own.isEmpty { _ = try kernel.restore?(own) }
      return kernel
    }
    first = kernels[0]
    further = Array(kernels.dropFirst())
    marks = origins.map(\.mark)
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
    guard marks.count > 1, let makeKernel, !marks[0].isFiring,
      marks.allSatisfy({ $0.agrees(with: marks[0]) })
    else { return }
    let sections = try kernels.flatMap { try $0.snapshot?() ?? [] }.map {
      RestoredSection(
        subtask: context.subtask,
        section: StateSection(operatorID: id, name: $0.name, bytes: $0.bytes))
    }
    let kernel = makeKernel(context.keyGroups)
    if !sections.isEmpty { _ = try kernel.restore?(sections) }
    earlierCounters = counters
    first = kernel
    further = []
    marks = [LaneMark(context.keyGroups, watermark: marks[0].watermark)]
  }
}
