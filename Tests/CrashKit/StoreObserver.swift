/// Watches the lines stores of one data directory from restart to restart.
///
/// A finished part (`*.jsonl`, no dot first) must hold whole JSON objects, one a line; belong to an
/// epoch that a durable manifest covers; and never change or vanish again. Everything else in a
/// store, such as pending parts, is the engine's own business until the job has finished.
struct StoreObserver {
  let data: String
  /// Content hashes of the finished parts seen so far, by path.
  private(set) var finishedFiles: [String: UInt64] = [:]
  private var newestManifest: UInt64 = 0

  init(data: String) { self.data = data }

  mutating func observe() throws {
    let manifest = Self.newestManifest(under: data)
    guard manifest >= newestManifest else {
      throw CrashError.violation(
        "the newest durable checkpoint went back from \(newestManifest) to \(manifest)")
    }
    newestManifest = manifest

    var seen: [String: UInt64] = [:]
    for path in Self.finishedParts(under: data) {
      guard let content = Files.read("\(data)/\(path)") else {
        throw CrashError.system("cannot read \(data)/\(path)")
      }
      let hash = Self.hash(content)
      if let before = finishedFiles[path] {
        guard before == hash else {
          throw CrashError.violation("\(path) was finished and has changed since")
        }
      } else {
        try Self.checkLines(content, path)
        try checkEpoch(path)
      }
      seen[path] = hash
    }
    for path in finishedFiles.keys.sorted() where seen[path] == nil {
      throw CrashError.violation("\(path) was finished and has vanished")
    }
    finishedFiles = seen
  }

  /// Paths of all finished parts, relative to the data directory.
  static func finishedParts(under data: String) -> [String] {
    Files.walk(data).filter { entry in
      let folders = entry.path.split(separator: "/").dropLast()
      return (folders.contains("stores") || folders.contains("dead-letter"))
        && entry.name.hasSuffix(".jsonl") && !entry.name.hasPrefix(".")
    }.map(\.path)
  }

  /// The highest checkpoint that has its manifest; 0 when there is none.
  static func newestManifest(under data: String) -> UInt64 {
    let manifests = Files.walk(data).filter { $0.name == "manifest.json" }
    return manifests.compactMap { entry in
      let folder = entry.path.split(separator: "/").dropLast().last ?? ""
      return folder.hasPrefix("chk-") ? UInt64(folder.dropFirst(4)) : nil
    }.max() ?? 0
  }

  /// A finished part's epoch, from a name such as `part-00000017-a3-s0-0.jsonl`.
  static func epoch(ofPart path: String) -> UInt64? {
    let name = path.split(separator: "/").last ?? ""
    let fields = name.split(separator: "-")
    return fields.count > 1 && fields[0] == "part" ? UInt64(fields[1]) : nil
  }

  private func checkEpoch(_ path: String) throws {
    guard let epoch = Self.epoch(ofPart: path) else {
      throw CrashError.violation("\(path) does not name its epoch as part-<epoch>-… does")
    }
    guard epoch <= newestManifest else {
      throw CrashError.violation(
        "\(path) is finished, but epoch \(epoch) is not: the newest durable checkpoint is"
          + " \(newestManifest)")
    }
  }

  private static func checkLines(_ content: [UInt8], _ path: String) throws {
    guard content.last == UInt8(ascii: "\n") else {
      throw CrashError.violation("\(path) is finished, but its last line is not")
    }
    try content.withUnsafeBufferPointer { bytes in
      var number = 1
      var start = 0
      for end in bytes.indices where bytes[end] == UInt8(ascii: "\n") {
        guard case .object? = JSONText.parse(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        else { throw CrashError.violation("\(path):\(number) is no JSON object") }
        start = end + 1
        number += 1
      }
    }
  }

  /// Tells contents apart; not meant against somebody who forges them.
  private static func hash(_ content: [UInt8]) -> UInt64 {
    content.withUnsafeBytes { bytes in
      var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
      var index = 0
      while index &+ 8 <= bytes.count {
        hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        index &+= 8
      }
      while index < bytes.count {
        hash = mix(hash ^ UInt64(bytes[index]))
        index &+= 1
      }
      return hash
    }
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ (value >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return product ^ (product >> 29)
  }
}
