import Glibc
import Testing
import WeirCore
import WeirStorage
import WeirTestKit

@testable import WeirLinesStore

/// A crash at every single call of the file system, followed by a recovery that may crash as well.
@Suite struct CrashTests {
  enum Layout: String, CaseIterable, Sendable {
    case plain, rolled, bucketed, spanning, spanningBuckets, compressed

    /// Calls between two crashes; the kinds of crash begin at different calls, so together they
    /// meet all.
    var callStride: Int {
      switch self {
      case .plain, .rolled, .bucketed, .spanning: 1
      case .spanningBuckets: 2
      case .compressed: 3
      }
    }

    func model(
      _ files: FaultyFileSystem, failpoints: any Failpoints = NoFailpoints()
    ) -> JobModel {
      let store = TestStore(files: files, failpoints: failpoints)
      return switch self {
      case .plain: JobModel(store: store, sink: JSONLinesSink(), bucketCount: 0)
      case .rolled: JobModel(store: store, sink: JSONLinesSink(roll: [.checkpoint, .size(60)]), bucketCount: 0)
      case .bucketed:
        JobModel(
          store: store, sink: JSONLinesSink(buckets: .key(\.key), openBucketLimit: 2),
          bucketCount: 3)
      case .spanning: JobModel(store: store, sink: JSONLinesSink(roll: .size(200)), bucketCount: 0)
      case .spanningBuckets:
        JobModel(
          store: store,
          sink: JSONLinesSink(buckets: .key(\.key), roll: .size(100), openBucketLimit: 2),
          bucketCount: 3)
      case .compressed:
        JobModel(
          store: store, sink: JSONLinesSink(roll: .size(250), compression: .gzip), bucketCount: 0)
      }
    }
  }

  enum Crash: String, CaseIterable, Sendable {
    /// Everything that is not durable is gone.
    case powerCut
    /// Some of what is not durable is there, some sectors of it old.
    case tornPowerCut
    /// Only the process dies: everything written is there.
    case kill

    func plant(at call: Int, in files: FaultyFileSystem) {
      files.add(
        self == .powerCut
          ? FaultRule(.crash, first: call) : FaultRule(.error(EIO), first: call, count: .max / 2))
    }

    func happen(to files: FaultyFileSystem, seed: UInt64) {
      files.repair()
      switch self {
      case .powerCut: files.restart()
      case .tornPowerCut: files.crash(seed: seed)
      case .kill: files.disk.killProcess()
      }
    }
  }

  @Test func `Without a crash every layout ends with every line once`() async throws {
    for layout in Layout.allCases {
      var model = layout.model(FaultyFileSystem())
      try await model.run()
      #expect(model.coveredCount == JobModel.recordCount)
      try model.checkVisible(isRecovered: false, layout.rawValue)
      #expect(model.cutCount == JobModel.retainedCount)
      _ = try await model.recover()
      try model.checkVisible(isRecovered: true, layout.rawValue)
    }
  }

  @Test(arguments: Layout.allCases, Crash.allCases)
  func `SEMANTICS 2.2: a crash at any call leaves every line once`(layout: Layout, crash: Crash)
    async throws
  {
    var crashCount = 0
    let start = 1 + (Crash.allCases.firstIndex(of: crash) ?? 0) % layout.callStride
    for call in stride(from: start, to: Int.max, by: layout.callStride) {
      let what = "\(layout) \(crash) at call \(call)"
      let files = FaultyFileSystem()
      var model = layout.model(files)
      crash.plant(at: call, in: files)
      do {
        try await model.run()
        if files.faultCount == 0 { break }
      } catch {
        crashCount += 1
      }
      crash.happen(to: files, seed: UInt64(call))
      try model.checkVisible(isRecovered: false, what)
      _ = try await model.recover()
      try model.checkVisible(isRecovered: true, what)
      try await model.run()
      _ = try await model.recover()
      #expect(model.coveredCount == JobModel.recordCount)
      try model.checkVisible(isRecovered: true, what)
    }
    #expect(crashCount > 50)
  }

  @Test(arguments: [(Layout.bucketed, 11), (.spanning, 13)], Crash.allCases)
  func `A crash at any call of the recovery from any crash leaves every line once`(
    layout: (Layout, step: Int), crash: Crash
  ) async throws {
    var crashCount = 0
    for call in stride(from: 1, to: Int.max, by: layout.step) {
      // Every third call, and over three crashes all of them.
      var recoveryCall = 1 + call % 3
      while true {
        let what = "\(layout) \(crash) at call \(call), then at call \(recoveryCall) of the recovery"
        let files = FaultyFileSystem()
        var model = layout.0.model(files)
        crash.plant(at: call, in: files)
        do { try await model.run() } catch {}
        if files.faultCount == 0 {
          #expect(crashCount > 20)
          return
        }
        crash.happen(to: files, seed: UInt64(call))
        let faultCount = files.faultCount
        crash.plant(at: recoveryCall, in: files)
        do { _ = try await model.recover() } catch { crashCount += 1 }
        let isOver = files.faultCount == faultCount
        crash.happen(to: files, seed: UInt64(call + recoveryCall))
        try model.checkVisible(isRecovered: false, what)
        _ = try await model.recover()
        try model.checkVisible(isRecovered: true, what)
        if isOver { break }
        recoveryCall += 3
      }
    }
  }

  @Test func `One failing call anywhere fails the attempt and loses nothing`() async throws {
    for layout in Layout.allCases {
      for call in stride(from: 1, to: Int.max, by: layout.callStride) {
        let what = "\(layout), one error at call \(call)"
        let files = FaultyFileSystem(rules: [FaultRule(.error(ENOSPC), first: call)])
        var model = layout.model(files)
        let planted = files.calls.count
        do {
          try await model.run()
          // A fault of a close is only noted.
          if files.faultCount == 0 { break }
          #expect(files.calls[planted + call - 1].kind == .close, "\(what) went unnoticed")
        } catch {}
        files.repair()
        try model.checkVisible(isRecovered: false, what)
        try await model.run()
        _ = try await model.recover()
        try model.checkVisible(isRecovered: true, what)
      }
    }
  }

  @Test(arguments: [
    Failpoint.sinkBeforeStage, .sinkMidStage, .sinkAfterStage, .sinkAfterStageSync,
    .sinkBeforeCommit, .sinkBetweenPartitions, .sinkAfterCommit, .recoverMidRecommit,
    .recoverBeforeCleanup,
  ])
  func `An attempt that dies at a named point loses nothing`(point: Failpoint) async throws {
    for hit: UInt64 in [1, 2, 5] {
      let what = "\(point.rawValue), hit \(hit)"
      let points = ArmedFailpoints([ArmedFailpoint(point: point, hit: hit, action: .throw)])
      let files = FaultyFileSystem()
      var model = Layout.bucketed.model(files, failpoints: points)
      // Recovery has little to do after a clean end, so attempts follow until the point's turn.
      var attempt = 0
      while (points.hits[point] ?? 0) < hit, attempt < 50 {
        attempt += 1
        // Every second attempt is cut short, so that the next one has something to recover.
        if attempt % 2 == 1 { files.add(FaultRule(.error(EIO), on: .rename, first: 12, count: 9)) }
        do {
          try await model.run()
        } catch {
          try model.checkVisible(isRecovered: false, what)
        }
        files.repair()
        files.crash()
      }
      #expect(points.hits[point] ?? 0 >= hit, "\(what) is never reached")
      try await model.run()
      _ = try await model.recover()
      try model.checkVisible(isRecovered: true, what)
      #expect(model.coveredCount == JobModel.recordCount)
    }
  }
}
