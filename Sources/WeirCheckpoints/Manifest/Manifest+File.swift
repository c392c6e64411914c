import WeirCore
import WeirStorage

extension Manifest {
  /// The bytes of `manifest.json`.
  public func fileBytes() throws -> [UInt8] { try SealedDocument.manifest.bytes(of: self) }

  /// The manifest in a file's bytes.
  /// - Throws: `unusableCheckpoint` with file, offset and reason, when any byte is not as written
  ///   or what it says cannot be.
  public init(fileBytes: [UInt8], file: String) throws {
    self = try SealedDocument.manifest.record(Manifest.self, in: fileBytes, file: file)
    if let problem { throw WeirError.unusable(file: file, offset: 0, problem) }
  }

  /// What cannot be, in words. The checksum keeps damage out; this keeps out files that were made
  /// to mislead, above all names that point elsewhere.
  private var problem: String? {
    if checkpoint == 0 { return "it names no checkpoint" }
    if keyGroupCount < 1 { return "it has \(keyGroupCount) key groups" }
    var subtasks: Set<SubtaskID> = []
    for member in members {
      if member.chain < 0 || member.subtask < 0 || member.byteCount < 0 {
        return "a state file has a negative number"
      }
      if member.file != JobPaths.stateName(of: member.subtaskID) {
        return "the state file of subtask \(member.subtaskID) has another subtask's name"
      }
      if !subtasks.insert(member.subtaskID).inserted {
        return "subtask \(member.subtaskID) has two state files"
      }
    }
    return epochProblem
  }

  private var epochProblem: String? {
    var newest: [String: UInt64] = [:]
    for epoch in unapplied {
      if epoch.epoch > checkpoint { return "it lists epoch \(epoch.epoch), which is later" }
      if let before = newest[epoch.sink], epoch.epoch <= before {
        return "the epochs of sink \(epoch.sink) are out of order"
      }
      newest[epoch.sink] = epoch.epoch
      let before = epoch.epoch == 0 ? 0 : epoch.epoch - 1
      if let problem = PartitionHead.problem(epoch.previous, newest: before, of: epoch.sink) {
        return problem
      }
    }
    var sinks: Set<String> = []
    for head in heads {
      if !sinks.insert(head.sink).inserted { return "sink \(head.sink) has two lists of epochs" }
      let problem = PartitionHead.problem(head.partitions, newest: checkpoint, of: head.sink)
      if let problem { return problem }
    }
    return nil
  }
}
