import Glibc

/// What a number was measured on.
enum MachineFacts {
  static var text: String {
    var system = utsname()
    uname(&system)
    let release = withUnsafeBytes(of: &system.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let load = field(0, of: firstLine("/proc/loadavg"))
    return "machine: \(model), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, Linux \(release),"
      + " load \(load) at the start"
  }

  /// The commit that the working directory is at, with a mark when files differ from it, and with
  /// "+" when this executable was built before it.
  static let commit: String = {
    guard let name = git("describe", "--always", "--dirty", "--abbrev=12") else {
      return "unknown"
    }
    return isOlder(than: git("log", "-1", "--format=%ct")) ? name + "+" : name
  }()

  private static func git(_ words: String...) -> String? {
    guard let line = try? ChildProcess.lastLine(["/usr/bin/env", "git"] + words), !line.isEmpty
    else { return nil }
    return line
  }

  /// Whether this executable is older than a moment in seconds since 1970; true when one of the two
  /// is not known.
  static func isOlder(than moment: String?) -> Bool {
    var status = stat()
    guard let moment, let seconds = Int(moment), stat(OwnProcess.path, &status) == 0 else {
      return true
    }
    return status.st_mtim.tv_sec < seconds
  }

  /// The day and minute in UTC.
  static var date: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
      + " \(padded(parts.tm_hour)):\(padded(parts.tm_min)) UTC"
  }

  private static var model: String {
    guard let file = fopen("/proc/cpuinfo", "r") else { return "unknown processor" }
    defer { fclose(file) }
    while let line = nextLine(file) {
      if line.hasPrefix("model name"), let colon = line.firstIndex(of: ":") {
        return String(line[line.index(colon, offsetBy: 2)...])
      }
    }
    return "unknown processor"
  }

  private static func firstLine(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    return nextLine(file) ?? ""
  }

  private static func nextLine(_ file: UnsafeMutablePointer<FILE>) -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let isRead = bytes.withUnsafeMutableBytes { buffer in
      fgets(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), file)
        != nil
    }
    guard isRead else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 && $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func field(_ index: Int, of line: String) -> String {
    let fields = line.split(separator: " ")
    return index < fields.count ? String(fields[index]) : "unknown"
  }
}
