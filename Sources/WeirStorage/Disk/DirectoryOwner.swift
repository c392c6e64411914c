import Glibc
import WeirCore

/// Who holds a job's directory, as the lock file says.
public struct DirectoryOwner: Sendable, Equatable {
  /// The boot of the machine that the process belongs to.
  public let bootID: String
  public let processID: Int32
  /// When the process started, in the kernel's ticks since boot: tells it from a later process
  /// with the same id.
  public let processStart: UInt64
  /// When it took the directory.
  public let since: ProcessingTime
  /// 128 random bits in hexadecimal, different at each taking.
  public let token: String

  /// This process, from now on.
  static func current(since: ProcessingTime) -> DirectoryOwner {
    var generator = SystemRandomNumberGenerator()
    let random = (0..<16).map { _ in generator.next() as UInt8 }
    return DirectoryOwner(
      bootID: currentBootID(), processID: getpid(), processStart: start(of: getpid()) ?? 0,
      since: since, token: Hexadecimal.text(random))
  }

  /// Whether that very process still runs on this machine.
  public var isAlive: Bool {
    bootID == Self.currentBootID() && Self.start(of: processID) == processStart
  }

  private init(
    bootID: String, processID: Int32, processStart: UInt64, since: ProcessingTime, token: String
  ) {
    self.bootID = bootID
    self.processID = processID
    self.processStart = processStart
    self.since = since
    self.token = token
  }

  /// Reads what ``text`` wrote; nil for anything else.
  init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 7, lines[0] == "weir-lock 1", lines[6].isEmpty else { return nil }
    func value(_ line: Int, _ name: String) -> Substring? {
      let prefix = name + " "
      return lines[line].hasPrefix(prefix) ? lines[line].dropFirst(prefix.count) : nil
    }
    guard let bootID = value(1, "boot"), let processID = value(2, "pid").flatMap({ Int32($0) }),
      let processStart = value(3, "start").flatMap({ UInt64($0) }),
      let since = value(4, "since").flatMap({ Int64($0) }), let token = value(5, "token")
    else { return nil }
    self.init(
      bootID: String(bootID), processID: processID, processStart: processStart,
      since: ProcessingTime(milliseconds: since), token: String(token))
  }

  /// What stands in the lock file.
  var text: String {
    """
    weir-lock 1
    boot \(bootID)
    pid \(processID)
    start \(processStart)
    since \(since.milliseconds)
    token \(token)

    """
  }

  private static func currentBootID() -> String {
    let text = (try? kernelFile("/proc/sys/kernel/random/boot_id")) ?? ""
    return String(text.prefix { $0 != "\n" })
  }

  /// Nil when there is no such process.
  private static func start(of processID: Int32) -> UInt64? {
    guard let text = try? kernelFile("/proc/\(processID)/stat"),
      let end = text.lastIndex(of: ")")
    else { return nil }
    // The process's own name, in brackets, may hold anything: fields are counted after it.
    let fields = text[end...].split(separator: " ")
    return fields.count > 20 ? UInt64(fields[20]) : nil
  }

  /// Files of the kernel say that they have no bytes, so they are read until they end.
  static func kernelFile(_ path: String) throws -> String {
    let file = try PosixFileSystem().open(path, .read)
    defer { file.close() }
    let bytes = try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = try file.readFully(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
