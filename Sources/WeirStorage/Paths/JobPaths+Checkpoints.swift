import WeirCore

extension JobPaths {
  /// A checkpoint's manifest within its directory.
  public static let manifestName = "manifest.json"

  /// A checkpoint's directory.
  public func checkpoint(_ id: CheckpointID) -> String {
    FilePaths.join(checkpoints, Self.name(of: id))
  }

  /// The file that makes a checkpoint one.
  public func manifest(_ id: CheckpointID) -> String {
    FilePaths.join(checkpoint(id), Self.manifestName)
  }

  /// The file with a subtask's state.
  public func state(_ subtask: SubtaskID, in id: CheckpointID) -> String {
    FilePaths.join(checkpoint(id), Self.stateName(of: subtask))
  }

  /// The name of a checkpoint's directory: `chk-` and at least eight digits.
  public static func name(of id: CheckpointID) -> String { "chk-" + padded(id.number, to: 8) }

  /// The checkpoint whose directory has this name; nil when it is none.
  public static func checkpoint(named name: String) -> CheckpointID? {
    guard let id = number(after: "chk-", in: name).map(CheckpointID.init),
      self.name(of: id) == name
    else { return nil }
    return id
  }

  /// The checkpoint that a person names: `chk-17`, `chk-00000017` or `17`; nil when it is none.
  public static func checkpoint(fromText text: String) -> CheckpointID? {
    (number(after: "chk-", in: text) ?? number(after: "", in: text)).map(CheckpointID.init)
  }

  /// The name of a subtask's state file within a checkpoint's directory.
  public static func stateName(of subtask: SubtaskID) -> String {
    let chain = padded(UInt64(clamping: subtask.chain), to: 4)
    return "state-\(chain)-\(padded(UInt64(clamping: subtask.index), to: 4)).bin"
  }

  /// The subtask whose state file has this name; nil when it is none.
  public static func subtask(fromStateName name: String) -> SubtaskID? {
    guard name.hasPrefix("state-"), name.hasSuffix(".bin") else { return nil }
    let parts = name.dropFirst(6).dropLast(4).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let chain = number(after: "", in: String(parts[0])),
      let index = number(after: "", in: String(parts[1])), let chain = Int(exactly: chain),
      let index = Int(exactly: index)
    else { return nil }
    let subtask = SubtaskID(chain: chain, index: index)
    return stateName(of: subtask) == name ? subtask : nil
  }

  private static func padded(_ number: UInt64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// Digits only: no sign, which `UInt64.init` would take.
  private static func number(after prefix: String, in text: String) -> UInt64? {
    guard text.utf8.starts(with: prefix.utf8) else { return nil }
    let digits = text.utf8.dropFirst(prefix.utf8.count)
    guard !digits.isEmpty,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self))
  }
}
