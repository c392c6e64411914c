import Glibc

/// The lines of the JSON row, written once for a number of lines and of files.
struct ClickLines {
  let events: Int
  let fileCount: Int

  private static let agents = [
    "Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (Macintosh; arm64)",
    "Mozilla/5.0 (Windows NT 10.0)",
  ]

  var directory: String { "/tmp/weir-bench-clicks-\(events)-\(fileCount)" }
  var paths: [String] { (0..<fileCount).map { "\(directory)/clicks-\($0)-of-\(fileCount).jsonl" } }

  /// Writes the files unless they are there, and reads them once: what is measured is the engine
  /// and not the disk.
  func prepare() throws {
    try write()
    for path in paths {
      guard let file = fopen(path, "r") else { throw problem(path) }
      defer { fclose(file) }
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      while fread(&buffer, 1, buffer.count, file) > 0 {}
      guard ferror(file) == 0 else { throw problem(path) }
    }
  }

  private func write() throws {
    if access(directory, F_OK) == 0 { return }
    Progress.note("writing \(events) lines to \(directory)")
    // Under another name first, so that a run that was broken off leaves nothing that looks whole.
    let unfinished = try TemporaryDirectory.make()
    var buffers = [[UInt8]](repeating: [], count: fileCount)
    let files = try paths.map { path in
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      guard let file = fopen("\(unfinished)/\(name)", "w") else { throw problem(unfinished) }
      return file
    }
    var isWritten = true
    func flush(_ index: Int) {
      let count = buffers[index].withUnsafeBytes {
        fwrite($0.baseAddress, 1, $0.count, files[index])
      }
      isWritten = isWritten && count == buffers[index].count
      buffers[index].removeAll(keepingCapacity: true)
    }
    var state: UInt64 = 42
    for number in 0..<events {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let index = number % fileCount
      Self.append(number, hash: state >> 24, to: &buffers[index])
      if buffers[index].count > 1 << 20 { flush(index) }
    }
    for index in 0..<fileCount {
      flush(index)
      // Behind the job's back the disk would be busy with it.
      isWritten = fflush(files[index]) == 0 && fsync(fileno(files[index])) == 0 && isWritten
      isWritten = fclose(files[index]) == 0 && isWritten
    }
    guard isWritten else { throw problem(unfinished) }
    if rename(unfinished, directory) == 0 { return }
    let isThere = errno == EEXIST || errno == ENOTEMPTY
    TemporaryDirectory.remove(unfinished)
    // Somebody else was faster and wrote the same.
    if !isThere { throw problem(directory) }
  }

  private func problem(_ path: String) -> BenchmarkError {
    BenchmarkError("cannot write or read \(path): \(String(cString: strerror(errno)))")
  }

  private static func append(_ number: Int, hash: UInt64, to bytes: inout [UInt8]) {
    let kind = (hash >> 10) % 20
    let type = kind < 10 ? "view" : kind < 16 ? "click" : kind < 19 ? "scroll" : "purchase"
    let time = 1_700_000_000_000 + number * 4 / 5 - Int(hash % 500)
    let amount = (hash >> 8) % 100_000
    bytes += "{\"event_id\":\(number),\"user_id\":\"user-".utf8
    bytes += padded(String(hash % 1000), to: 4).utf8
    bytes += "\",\"event_type\":\"\(type)\",\"ts\":\(time)".utf8
    bytes += ",\"url\":\"https://shop.example/item/\((hash >> 12) % 100_000)".utf8
    bytes += "\",\"referrer\":\"https://search.example/q?w=\(String(hash & 0xFFFF, radix: 16))".utf8
    bytes += "\",\"session\":\"\(padded(String(hash & 0xFFFF_FFFF, radix: 16), to: 8))".utf8
    bytes += "\",\"agent\":\"\(agents[Int((hash >> 20) % 3)])".utf8
    bytes += "\",\"amount\":\(amount / 100).\(padded(String(amount % 100), to: 2))}\n".utf8
  }

  private static func padded(_ digits: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
