import Glibc
import Synchronization
import WeirCore

/// Counts the hits of every failpoint and does what is armed when a hit's turn has come.
///
/// In the environment, `WEIR_FAILPOINT` arms and `WEIR_FAILPOINT_LOG` names a file that gets each
/// point's name at its first hit in this process, before anything armed happens.
public final class ArmedFailpoints: Failpoints {
  private let armed: [ArmedFailpoint]
  private let logPath: String?
  private let counts = Mutex<[Failpoint: UInt64]>([:])

  /// - Parameter logPath: The file that first hits are appended to.
  public init(_ armed: [ArmedFailpoint], logPath: String? = nil) {
    self.armed = armed
    self.logPath = logPath
  }

  /// What the process's environment arms; nothing when neither variable is set.
  /// - Throws: ``WeirError`` of code `usage` when `WEIR_FAILPOINT` cannot be read.
  public static func fromEnvironment() throws -> any Failpoints {
    let text = getenv("WEIR_FAILPOINT").map { String(cString: $0) } ?? ""
    let logPath = getenv("WEIR_FAILPOINT_LOG").map { String(cString: $0) } ?? ""
    if text.isEmpty && logPath.isEmpty { return NoFailpoints() }
    return ArmedFailpoints(
      text.isEmpty ? [] : try ArmedFailpoint.parse(text),
      logPath: logPath.isEmpty ? nil : logPath)
  }

  /// How often each point was hit; points never hit are left out.
  public var hits: [Failpoint: UInt64] { counts.withLock { $0 } }

  public func hit(_ point: Failpoint) throws {
    let count = try counts.withLock { counts in
      let count = (counts[point] ?? 0) + 1
      counts[point] = count
      if count == 1, let logPath { try Self.append(point.rawValue + "\n", to: logPath) }
      return count
    }
    for failpoint in armed where failpoint.point == point && failpoint.hit == count {
      try Self.perform(failpoint)
    }
  }

  private static func perform(_ failpoint: ArmedFailpoint) throws {
    let name = "failpoint \(failpoint.point.rawValue)"
    switch failpoint.action {
    case .kill:
      kill(getpid(), SIGKILL)
      // The signal may be on its way to another thread: this one must not go on.
      while true { pause() }
    case .throw:
      throw WeirError(.failpoint, "\(name) threw at hit \(failpoint.hit), as armed")
    case .delay: usleep(200_000)
    case .eio: throw WeirError.system(name, "armed by WEIR_FAILPOINT", errno: EIO)
    case .enospc: throw WeirError.system(name, "armed by WEIR_FAILPOINT", errno: ENOSPC)
    }
  }

  private static func append(_ line: String, to path: String) throws {
    try SystemCall.validate(path)
    let descriptor = try SystemCall.run("open", path) {
      open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }
    defer { _ = close(descriptor) }
    // One call, so that lines of several processes never mix.
    let bytes = Array(line.utf8)
    try SystemCall.run("write", path) { write(descriptor, bytes, bytes.count) }
  }
}
