import WeirCore
import WeirStorage

extension CheckpointStore {
  /// What is there, by ascending id. Reads manifests only.
  public func list() async throws -> [CheckpointSummary] {
    try await blocking {
      try Self.identifiers(in: paths, fileSystem).map { id in
        let directory = paths.checkpoint(id)
        do {
          let manifest = try readManifest(id, in: directory)
          return CheckpointSummary(
            id: id, directory: directory, status: manifest.map { .complete($0) } ?? .incomplete)
        } catch let error as WeirError where error.code == .unusableCheckpoint {
          return CheckpointSummary(id: id, directory: directory, status: .damaged(error))
        }
      }
    }
  }

  /// What is in a directory outside this store, or in one of its own.
  /// - Throws: `unusableCheckpoint` when there is no manifest.
  public func summary(atPath path: String) async throws -> CheckpointSummary {
    try await blocking {
      let directory =
        FilePaths.name(of: path) == JobPaths.manifestName ? FilePaths.parent(of: path) : path
      guard let manifest = try readManifest(nil, in: directory) else {
        throw WeirError(
          .unusableCheckpoint, "there is no checkpoint: name a directory with a manifest",
          at: .init(file: directory))
      }
      return CheckpointSummary(id: manifest.id, directory: directory, status: .complete(manifest))
    }
  }

  /// Reads a whole checkpoint.
  /// - Throws: `unusableCheckpoint` with file, offset and reason when any byte of it is not as
  ///   written, or when it belongs to another job.
  public func load(_ id: CheckpointID) async throws -> RestoredCheckpoint {
    try await blocking { try load(id, from: paths.checkpoint(id)) }
  }

  /// Reads a whole checkpoint from its directory, or from its manifest's path.
  public func load(path: String) async throws -> RestoredCheckpoint {
    let directory = try await summary(atPath: path).directory
    return try await blocking { try load(nil, from: directory) }
  }

  /// The sections of one name of a checkpoint, by operator.
  /// - Throws: as ``load(_:)``.
  public func sections(
    named name: String, in id: CheckpointID
  ) async throws -> [OperatorID: [RestoredSection]] {
    try await blocking {
      let directory = paths.checkpoint(id)
      guard let manifest = try readManifest(id, in: directory) else { return [:] }
      var sections: [OperatorID: [RestoredSection]] = [:]
      for member in manifest.members {
        for section in try readSections(of: member, manifest, in: directory)
        where section.name == name {
          sections[section.operatorID, default: []].append(
            RestoredSection(subtask: member.subtask, section: section))
        }
      }
      return sections
    }
  }

  /// As ``verify(_:)`` for each checkpoint that was listed and is still there. One that retention
  /// has begun to remove since is left out.
  public func verify(
    _ listed: [CheckpointSummary]
  ) async throws -> [(checkpoint: CheckpointID, problems: [Problem])] {
    var results: [(checkpoint: CheckpointID, problems: [Problem])] = []
    for summary in listed {
      let problems = try await verify(summary.id)
      // A checkpoint loses its manifest first, and what had none when it was listed is unfinished.
      if !problems.isEmpty, summary.hasManifest, try await !hasManifest(summary.id) { continue }
      results.append((summary.id, problems))
    }
    return results
  }

  private func hasManifest(_ id: CheckpointID) async throws -> Bool {
    try await blocking { try fileSystem.status(paths.manifest(id)) != nil }
  }

  /// Everything that is wrong with a checkpoint's files; empty when it can be restored.
  public func verify(_ id: CheckpointID) async throws -> [Problem] {
    try await blocking {
      let directory = paths.checkpoint(id)
      let path = paths.manifest(id)
      let manifest: Manifest
      do {
        guard let read = try readManifest(id, in: directory) else {
          return [Problem(file: path, reason: "there is no manifest: the checkpoint is incomplete")]
        }
        manifest = read
      } catch let error as WeirError {
        return [Problem(error, file: path)]
      }
      var problems: [Problem] = []
      for member in manifest.members {
        do {
          _ = try readSections(of: member, manifest, in: directory)
        } catch let error as WeirError {
          problems.append(Problem(error, file: FilePaths.join(directory, member.file)))
        }
      }
      let known = Set(manifest.members.map(\.file) + [JobPaths.manifestName])
      for entry in try names(in: directory) where !known.contains(entry.name) {
        problems.append(
          Problem(
            file: FilePaths.join(directory, entry.name), reason: "the manifest does not name it"))
      }
      return problems
    }
  }

  /// The entries of a directory; none when it is gone.
  private func names(in directory: String) throws -> [DirectoryEntry] {
    do {
      return try fileSystem.list(directory)
    } catch {
      guard try fileSystem.status(directory) != nil else { return [] }
      throw error
    }
  }

  private func load(_ id: CheckpointID?, from directory: String) throws -> RestoredCheckpoint {
    guard let manifest = try readManifest(id, in: directory) else {
      throw WeirError(
        .unusableCheckpoint, "the checkpoint is incomplete: it has no manifest",
        at: .init(file: directory))
    }
    var sections: [OperatorID: [RestoredSection]] = [:]
    for member in manifest.members {
      for section in try readSections(of: member, manifest, in: directory) {
        sections[section.operatorID, default: []].append(
          RestoredSection(subtask: member.subtask, section: section))
      }
    }
    try environment.failpoints.hit(.recoverAfterLoad)
    return RestoredCheckpoint(manifest: manifest, sections: sections)
  }

  /// The manifest of a directory; nil when there is none.
  func readManifest(_ id: CheckpointID?, in directory: String) throws -> Manifest? {
    let path = FilePaths.join(directory, JobPaths.manifestName)
    guard let bytes = try readFile(path, limit: SealedDocument.manifest.byteLimit) else {
      return nil
    }
    let manifest = try Manifest(fileBytes: bytes, file: path)
    guard manifest.jobID == jobID else {
      throw WeirError.unusable(
        file: path, offset: 0,
        "it belongs to another directory of job \(manifest.job); name that directory with --data instead")
    }
    if let id, manifest.id != id {
      throw WeirError.unusable(file: path, offset: 0, "it is the manifest of \(manifest.id)")
    }
    return manifest
  }

  private func readSections(
    of member: StateMember, _ manifest: Manifest, in directory: String
  ) throws -> [StateSection] {
    let path = FilePaths.join(directory, member.file)
    let limit = Int(clamping: member.byteCount)
    guard let bytes = try readFile(path, limit: limit) else {
      throw WeirError.unusable(file: path, offset: 0, "the state file is missing")
    }
    guard bytes.count == limit else {
      throw WeirError.unusable(
        file: path, offset: bytes.count,
        "the state file has \(bytes.count) bytes instead of \(limit)")
    }
    guard CRC32C.checksum(bytes) == member.checksum else {
      // The header and the sections have checksums of their own that tell the place.
      _ = try StateFile.sections(
        in: bytes, of: member, jobID: manifest.jobID, checkpoint: manifest.id, file: path)
      throw WeirError.unusable(
        file: path, offset: 0, "its checksum is not the one that the manifest names")
    }
    return try StateFile.sections(
      in: bytes, of: member, jobID: manifest.jobID, checkpoint: manifest.id, file: path)
  }

  /// The contents of a plain file; nil when there is none, or none any more. Anything else under its name, and a
  /// file that is too long, is damage.
  private func readFile(_ path: String, limit: Int) throws -> [UInt8]? {
    guard let status = try fileSystem.status(path) else { return nil }
    guard status.kind == .file else {
      throw WeirError.unusable(file: path, offset: 0, "it is not a plain file; links are refused")
    }
    guard status.byteCount <= UInt64(clamping: limit) else {
      throw WeirError.unusable(
        file: path, offset: limit,
        "it has \(status.byteCount) bytes where at most \(limit) are expected")
    }
    do {
      return try AtomicFile.readAll(path, on: fileSystem, limit: limit)
    } catch {
      // A reader beside the job: retention may have come in between.
      if try fileSystem.status(path) == nil { return nil }
      throw error
    }
  }
}
