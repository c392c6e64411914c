import Glibc
import Synchronization
import WeirCore
import WeirStorage

/// A disk in memory that notes every call, fails where a rule or a seed says so, and loses what was
/// not durable when its power is cut.
public final class FaultyFileSystem: FileSystem {
  private struct State {
    var calls: [FileSystemCall] = []
    var rules: [(rule: FaultRule, seen: Int)]
    var random: (generator: SeededGenerator, perMille: Int)?
    var isDown = false
    var faultCount = 0
  }

  /// What lies underneath; calls on it meet no faults and are not noted.
  public let disk: MemoryFileSystem
  private let state: Mutex<State>

  public init(disk: MemoryFileSystem = MemoryFileSystem(), rules: [FaultRule] = []) {
    self.disk = disk
    state = Mutex(State(rules: rules.map { ($0, 0) }))
  }

  /// Plants a further fault; its count starts now.
  public func add(_ rule: FaultRule) { state.withLock { $0.rules.append((rule, 0)) } }

  /// Makes that share of all calls meet a fault, of a kind that fits the call.
  public func failRandomly(seed: UInt64, perMille: Int) {
    state.withLock { $0.random = (SeededGenerator(seed: seed), perMille) }
  }

  /// Ends all planted and random faults.
  public func repair() {
    state.withLock { state in
      state.rules = []
      state.random = nil
    }
  }

  /// Every call so far, in order.
  public var calls: [FileSystemCall] { state.withLock { $0.calls } }

  /// The calls so far that change the disk or make something durable, as text.
  public var changes: [String] { calls.filter(\.isChange).map(\.description) }

  /// Calls that met a fault.
  public var faultCount: Int { state.withLock { $0.faultCount } }

  /// Starts the list of calls anew.
  public func forgetCalls() { state.withLock { $0.calls = [] } }

  /// Cuts the power and restores it: what was not durable is gone, open files are unusable.
  public func crash() {
    disk.crash()
    restart()
  }

  /// As ``crash()``, where the seed decides what of the rest happens to be on the disk.
  public func crash(seed: UInt64) {
    disk.crash(seed: seed)
    restart()
  }

  /// Whether a planted crash has come and ``restart()`` has not.
  public var isDown: Bool { state.withLock { $0.isDown } }

  /// Ends the outage that a planted crash began.
  public func restart() { state.withLock { $0.isDown = false } }

  /// Notes a call and meets its fault.
  /// - Returns: How many bytes it may transfer; nil for all.
  func admit(_ call: FileSystemCall, onFailure: () -> Void = {}) throws -> Int? {
    let effect: FaultRule.Effect? = state.withLock { state in
      state.calls.append(call)
      if state.isDown { return .error(EIO) }
      let effect = Self.plannedEffect(&state, call) ?? Self.randomEffect(&state, call)
      if effect != nil { state.faultCount += 1 }
      if effect == .crash { state.isDown = true }
      return effect
    }
    switch effect {
    case nil: return nil
    case .partial(let count) where call.kind == .read || call.kind == .write: return max(0, count)
    case .partial: throw failure(call, EIO, onFailure)
    case .error(let number): throw failure(call, number, onFailure)
    case .crash:
      disk.crash()
      throw WeirError.system(call.kind.rawValue, call.path, errno: EIO)
    }
  }

  private func failure(
    _ call: FileSystemCall, _ number: Int32, _ onFailure: () -> Void
  ) -> WeirError {
    onFailure()
    let isSync = call.kind == .sync || call.kind == .syncDirectory
    return WeirError.system(isSync ? "fsync" : call.kind.rawValue, call.path, errno: number)
  }

  private static func plannedEffect(
    _ state: inout State, _ call: FileSystemCall
  ) -> FaultRule.Effect? {
    var effect: FaultRule.Effect?
    for index in state.rules.indices where state.rules[index].rule.fits(call) {
      state.rules[index].seen += 1
      let (rule, seen) = state.rules[index]
      if effect == nil, seen >= rule.first, seen - rule.first < rule.count { effect = rule.effect }
    }
    return effect
  }

  private static func randomEffect(
    _ state: inout State, _ call: FileSystemCall
  ) -> FaultRule.Effect? {
    guard let (seeded, perMille) = state.random, call.kind != .close else { return nil }
    var generator = seeded
    defer { state.random?.generator = generator }
    guard Int.random(in: 0..<1000, using: &generator) < perMille else { return nil }
    switch (call.kind, Bool.random(using: &generator)) {
    case (.read, true), (.write, true): return .partial(Int.random(in: 0..<16, using: &generator))
    case (.open, true): return .error(EMFILE)
    case (.createDirectory, true), (.rename, true): return .error(ENOSPC)
    default: return .error(EIO)
    }
  }
}
