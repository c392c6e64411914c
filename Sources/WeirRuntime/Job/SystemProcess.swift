import Glibc

/// The process that the engine runs in.
enum SystemProcess {
  static var identifier: Int { Int(getpid()) }
}
