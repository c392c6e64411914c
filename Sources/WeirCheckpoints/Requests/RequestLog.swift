import WeirCore
import WeirStorage

/// Requests to a job, one sealed file each, numbered from 1. A command writes them, whether the job
/// runs or not; the operator that a request names takes it up, and its position stands in the
/// checkpoint.
public struct RequestLog: Sendable {
  private let directory: String
  private let fileSystem: any FileSystem

  /// - Parameter paths: The job's directory.
  public init(_ paths: JobPaths, _ fileSystem: any FileSystem) {
    directory = paths.requests
    self.fileSystem = fileSystem
  }

  /// Adds requests in order, giving them their numbers. Blocks.
  /// - Throws: `directoryOwned` when another command is doing the same just now.
  public func append(_ requests: [RedriveRequest]) throws {
    try fileSystem.createDirectoryDurably(directory)
    let lock = try DirectoryLock.acquire(FilePaths.join(directory, "lock"))
    defer { lock.release() }
    var number = try numbers().last ?? 0
    for var request in requests {
      number += 1
      request.number = number
      let bytes = try SealedDocument.request.bytes(of: request)
      try AtomicFile.write(bytes, to: path(number), on: fileSystem)
    }
  }

  /// The requests after a number, in order; of one operator, or all. Blocks.
  /// - Throws: `unusableCheckpoint` when one is damaged.
  public func requests(
    after position: UInt64 = 0, for operatorID: OperatorID? = nil
  ) throws -> [RedriveRequest] {
    try numbers().filter { $0 > position }.compactMap { number in
      let bytes = try AtomicFile.readAll(
        path(number), on: fileSystem, limit: SealedDocument.request.byteLimit)
      let request = try SealedDocument.request.record(
        RedriveRequest.self, in: bytes, file: path(number))
      guard request.number == number else {
        throw WeirError.unusable(
          file: path(number), offset: 0, "it holds request \(request.number)")
      }
      if let operatorID, request.operatorID != operatorID.name { return nil }
      return request
    }
  }

  private static let prefix = "request-"
  private static let suffix = ".json"

  private func path(_ number: UInt64) -> String {
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, 8 - digits.utf8.count))
    return FilePaths.join(directory, Self.prefix + padding + digits + Self.suffix)
  }

  private func numbers() throws -> [UInt64] {
    guard try fileSystem.status(directory) != nil else { return [] }
    return try fileSystem.list(directory).compactMap { entry in
      guard entry.name.hasPrefix(Self.prefix), entry.name.hasSuffix(Self.suffix) else { return nil }
      return UInt64(entry.name.dropFirst(Self.prefix.count).dropLast(Self.suffix.count))
    }.sorted()
  }
}

/// How far an operator has taken up its requests, as it stands in a checkpoint.
public enum RequestPosition {
  /// The name of the section.
  public static let sectionName = "requests"

  public static func section(_ position: UInt64, of operatorID: OperatorID) -> StateSection {
    let buffer = ByteBuffer()
    buffer.append(position)
    return StateSection(operatorID: operatorID, name: sectionName, bytes: buffer)
  }

  /// The position that an operator's sections hold; 0 when they hold none.
  /// - Throws: `unusableCheckpoint` when a section is no position.
  public static func position(in sections: [RestoredSection]) throws -> UInt64 {
    try sections.filter { $0.section.name == sectionName }
      .map { restored in
        try restored.section.bytes.withUnsafeBytes { bytes in
          var decoder = BinaryDecoder(bytes)
          return try decoder.read(UInt64.self)
        }
      }.max() ?? 0
  }
}
