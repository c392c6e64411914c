import Glibc

/// Something that makes one store fail while it lasts.
struct StoreFault: ~Copyable {
  enum Kind: String, CaseIterable {
    /// Somebody else holds the write locks of the store's SQLite files.
    case lock
    /// The store's file system, a small one of its own, has no room.
    case full
  }

  private let kind: Kind
  private let store: String
  private var holder: ChildProcess?
  private var isMounted = false

  /// - Parameter store: The store's directory.
  init(_ kind: Kind, store: String) {
    self.kind = kind
    self.store = store
  }

  /// What has to be there before the job begins.
  /// - Throws: when this tool may not mount file systems.
  mutating func prepare() throws {
    guard kind == .full else { return }
    try Files.createDirectories(store)
    try Self.run(["/bin/mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "weir-crash", store])
    isMounted = true
  }

  /// Makes the store fail.
  mutating func begin(in folder: String) throws {
    switch kind {
    case .lock:
      let mark = "\(folder)/locked"
      holder = try ChildProcess(
        ["/usr/bin/env", "python3", "-c", Self.lockProgram, store, mark], environment: [:],
        log: "\(folder)/lock.log")
      let deadline = Clock.now + 20_000_000_000
      while Files.read(mark) == nil {
        if Clock.now > deadline || holder?.poll() != nil {
          let log = String(decoding: Files.read("\(folder)/lock.log") ?? [], as: UTF8.self)
          throw CrashError.system("the store cannot be locked: \(log)")
        }
        Clock.sleep(nanoseconds: 5_000_000)
      }
    case .full:
      // Whatever room is left, down to the last page.
      _ = try? Self.run(["/bin/dd", "if=/dev/zero", "of=\(filler)", "bs=4096", "status=none"])
      guard Files.read(filler) != nil else { throw Files.failure("open", filler) }
    }
  }

  private var filler: String { "\(store)/.filler" }

  /// Lets the store work again.
  mutating func end() {
    switch kind {
    case .lock:
      _ = holder?.kill()
      holder = nil
    case .full: unlink(filler)
    }
  }

  /// Takes away what ``prepare()`` made.
  mutating func remove() {
    end()
    guard isMounted else { return }
    isMounted = false
    _ = umount2(store, Int32(MNT_DETACH))
  }

  deinit {
    if isMounted { _ = umount2(store, Int32(MNT_DETACH)) }
  }

  private static func run(_ words: [String]) throws {
    var process = try ChildProcess(words, environment: [:], log: "/dev/null")
    guard process.wait(until: Clock.now + 30_000_000_000) == .exited(0) else {
      throw CrashError.system("'\(words.joined(separator: " "))' failed; may this user do it?")
    }
  }

  /// Takes the write lock of every SQLite file in a directory and keeps it.
  private static let lockProgram = """
    import os, sqlite3, sys, time
    store, mark = sys.argv[1:]
    held = []
    for folder, _, names in os.walk(store):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                if file.read(15) != b"SQLite format 3":
                    continue
            held.append(sqlite3.connect(path, isolation_level=None, timeout=15))
            held[-1].execute("BEGIN EXCLUSIVE")
    if not held:
        sys.exit("there is no SQLite file in " + store)
    open(mark, "w").close()
    time.sleep(86400)
    """
}
