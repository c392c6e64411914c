import Glibc

/// What this process knows of itself.
enum OwnProcess {
  /// The executable's path.
  static var path: String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
    guard count > 0 else { return CommandLine.arguments.first ?? "" }
    return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The most memory that it has had at a time, in bytes.
  static var peakRSS: Int64 { peakRSS(of: getpid()) }

  /// The most memory that a process has had at a time, in bytes; 0 when it is not there.
  static func peakRSS(of process: pid_t) -> Int64 {
    guard let status = try? TextFile.read("/proc/\(process)/status") else { return 0 }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
    let digits = line.filter(\.isNumber)
    return (Int64(digits) ?? 0) * 1024
  }

  /// The package's directory: the working directory or the nearest above the executable that has
  /// the suite's peers.
  static func packageFile(_ relative: String) throws -> String {
    var directory = path
    if access(relative, F_OK) == 0 { return relative }
    while let slash = directory.lastIndex(of: "/") {
      directory = String(directory[..<slash])
      let candidate = directory + "/" + relative
      if access(candidate, F_OK) == 0 { return candidate }
    }
    throw BenchmarkError("there is no \(relative); start weir-bench in the package's directory")
  }
}
