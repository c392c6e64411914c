import Testing
import Weir
import WeirCheckpoints
import WeirRuntime
import WeirStorage
import WeirTestKit

/// Output that checkpoints list and that stores have not applied yet.
@Suite(.timeLimit(.minutes(10))) struct DamagedOutputTests {
  /// A job of three stores that was given up while its table took nothing, and a checkpoint that
  /// its index had applied.
  private func lagging() async throws -> (stores: ThreeStores, applied: CheckpointID) {
    let stores = try ThreeStores()
    let (half, never) = (Latch(), Latch())
    let runner = stores.runner(
      ThreeStores.events(0..<100) + [.pause(reached: half, until: never)], tableGate: never)
    async let result = runner.run()
    try await half.wait()
    var seen = runner.progress()
    while seen.checkpoint.latest == nil
      || seen.stores.first(where: { $0.sink == "documents" })?.appliedEpoch == nil
    {
      await Task.yield()
      seen = runner.progress()
    }
    runner.cancel()
    do {
      _ = try await result
      Issue.record("the run was not given up")
    } catch {
      #expect((error as? WeirError)?.code == .cancelled)
    }
    let applied = try #require(seen.stores.first { $0.sink == "documents" }?.appliedEpoch)
    return (stores, CheckpointID(applied))
  }

  @Test("What a table lacks must be in its log; what the other stores have applied may be anywhere")
  func log() async throws {
    let (stores, applied) = try await lagging()
    let reader = try stores.reader()
    let newest = try #require(try reader.newestEpoch())
    for epoch in try reader.epochs() { #expect(try reader.damagedOutput(of: epoch).isEmpty) }
    let files = PosixFileSystem()
    let log = stores.test.paths.log(of: OperatorID("rows"))
    let name = try #require(try files.list(log).map(\.name).filter { $0.hasPrefix("log-") }.min())
    let path = "\(log)/\(name)"
    let bytes = try AtomicFile.readAll(path, on: files, limit: 1 << 20)
    var changed = bytes
    changed[changed.count - 1] ^= 1
    try AtomicFile.write(changed, to: path, on: files)
    let damage = try reader.damagedOutput(of: newest)
    #expect(damage.map(\.location.file) == [path], "\(damage)")
    try files.removeFile(path)
    let lost = try reader.damagedOutput(of: newest)
    #expect(lost.map(\.location.file) == [path] && lost.allSatisfy { $0.message.contains("lost") })
    try AtomicFile.write(bytes, to: path, on: files)
    #expect(try reader.damagedOutput(of: newest).isEmpty)
    let other = stores.test.paths.log(of: OperatorID("documents"))
    for entry in try files.list(other) { try files.removeFile("\(other)/\(entry.name)") }
    #expect(try reader.damagedOutput(of: applied).isEmpty)
  }
}
