import Glibc

/// The clicks row by hand: reads blocks, finds the three fields of each line wherever they stand,
/// counts, and writes the results to a file, each of them tallied.
///
/// Lines come at most half a second late, so a minute is over 500 ms after its end.
struct ClicksLoop {
  private static let minute: Int64 = 60_000
  private static let delay: Int64 = 500

  private let lines: ClickLines
  private var tally = Tally()
  /// Of each open minute and user the views, clicks and purchases.
  private var minutes: [Int64: LoopTextTable<Click.UserID, Counts>] = [:]
  /// The minute of the last line, whose table is not looked up again.
  private var current: Int64 = .min
  private var table = LoopTextTable<Click.UserID, Counts>(empty: Counts())
  /// After this time the oldest minute is over.
  private var end: Int64 = .max

  init(_ lines: ClickLines) { self.lines = lines }

  mutating func run() throws -> Tally {
    let directory = try TemporaryDirectory.make()
    defer { TemporaryDirectory.remove(directory) }
    guard let output = fopen(directory + "/counts.jsonl", "w") else {
      throw BenchmarkError("cannot write to \(directory)")
    }
    defer { fclose(output) }
    for path in lines.paths {
      guard let file = fopen(path, "r") else { throw BenchmarkError("cannot read \(path)") }
      defer { fclose(file) }
      try count(file, output)
    }
    for start in minutes.keys.sorted() { close(start, output) }
    return tally
  }

  private mutating func count(
    _ file: UnsafeMutablePointer<FILE>, _ output: UnsafeMutablePointer<FILE>
  ) throws {
    let size = 1 << 20
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    var held = 0
    while true {
      let read = fread(buffer + held, 1, size - held, file)
      let filled = held + read
      var start = 0
      while start < filled, let end = memchr(buffer + start, 10, filled - start) {
        let next = UnsafeMutableRawPointer(end) - buffer
        let bytes = UnsafeRawBufferPointer(start: buffer + start, count: next - start)
        guard let line = ClickScan(bytes)
        else { throw BenchmarkError("a line of the clicks is not as it was written") }
        take(line, output)
        start = next + 1
      }
      held = filled - start
      memmove(buffer, buffer + start, held)
      if read == 0 { return }
    }
  }

  private mutating func take(_ line: ClickScan, _ output: UnsafeMutablePointer<FILE>) {
    guard line.type != .scroll else { return }
    // Several files are read one after the other, so only a single one tells when a minute is over.
    if lines.fileCount == 1, line.time > end {
      for open in minutes.keys where open + Self.minute + Self.delay < line.time {
        close(open, output)
      }
      end = minutes.keys.min().map { $0 + Self.minute + Self.delay } ?? .max
    }
    if line.time < current || line.time >= current + Self.minute { open(at: line.time) }
    let counts = table.slot(of: line.user)
    switch line.type {
    case .view: counts.pointee.views += 1
    case .click: counts.pointee.clicks += 1
    default: counts.pointee.purchases += 1
    }
  }

  /// Makes the minute of a time the current one.
  private mutating func open(at time: Int64) {
    current = time - time % Self.minute
    if let known = minutes[current] {
      table = known
    } else {
      table = LoopTextTable(empty: Counts())
      minutes[current] = table
      end = min(end, current + Self.minute + Self.delay)
    }
  }

  private mutating func close(_ start: Int64, _ output: UnsafeMutablePointer<FILE>) {
    if start == current { current = .min }
    minutes.removeValue(forKey: start)?.forEach { user, counts in
      write(user, "view", start, counts.views, output)
      write(user, "click", start, counts.clicks, output)
      write(user, "purchase", start, counts.purchases, output)
    }
  }

  private mutating func write(
    _ user: Click.UserID, _ type: String, _ start: Int64, _ count: Int,
    _ output: UnsafeMutablePointer<FILE>
  ) {
    guard count > 0 else { return }
    var text = "{\"user_id\":\"\(user)\",\"event_type\":\"\(type)\""
    text += ",\"window_start\":\(start),\"count\":\(count)}"
    text.withUTF8 { line in
      tally.add(UInt64(bitPattern: Mix.fnv(line)))
      fwrite(line.baseAddress, 1, line.count, output)
      fputc(10, output)
    }
  }

  private struct Counts {
    var views = 0
    var clicks = 0
    var purchases = 0
  }
}
