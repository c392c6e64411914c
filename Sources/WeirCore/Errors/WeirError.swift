/// The one error type of the engine: what happened, where, and what to do about it.
///
/// Operators and stores add their place on the way up with ``located(_:)``; the runner turns the
/// code into an exit status.
public struct WeirError: Error, Sendable {
  /// What kind of thing went wrong.
  public enum Code: String, Sendable, CaseIterable {
    /// The job's graph or parameters are wrong; nothing was started.
    case invalidJob
    /// The command line is wrong.
    case usage
    /// A record could not be read and the source's policy is to fail.
    case malformedInput
    /// A function written by the job's author threw.
    case userFunction
    /// A file operation failed.
    case inputOutput
    /// A checkpoint or store is damaged, foreign, or too far ahead or behind.
    case unusableCheckpoint
    /// Stored state does not fit the job's types.
    case incompatibleState
    /// Another runner owns the data directory.
    case directoryOwned
    /// The attempt was cancelled.
    case cancelled
    /// A named failpoint threw.
    case failpoint
    /// A limit of the engine was reached.
    case limit
  }

  /// Who can repair it.
  public enum Domain: String, Sendable {
    /// The job's author or the input.
    case user
    /// A bug of the engine.
    case internalFault
    /// The disk, the system, another service.
    case external
  }

  /// Where it happened; only what is known is set.
  public struct Location: Sendable, Equatable {
    public var job: String?
    public var operatorID: String?
    public var subtask: Int?
    public var file: String?
    /// 1 for the first line.
    public var line: UInt64?
    /// Bytes from the start of the file.
    public var byteOffset: UInt64?
    public init(
      job: String? = nil, operatorID: String? = nil, subtask: Int? = nil, file: String? = nil,
      line: UInt64? = nil, byteOffset: UInt64? = nil
    ) {
      self.job = job
      self.operatorID = operatorID
      self.subtask = subtask
      self.file = file
      self.line = line
      self.byteOffset = byteOffset
    }
  }

  public var code: Code
  /// What happened, and what to do about it.
  public var message: String
  public var location: Location
  /// The error underneath, in words.
  public var cause: String?
  public var domain: Domain
  /// Whether running the job again from its last checkpoint may succeed.
  public var isRetriable: Bool

  public init(
    _ code: Code, _ message: String, at location: Location = Location(), cause: (any Error)? = nil,
    domain: Domain? = nil, isRetriable: Bool? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.cause = cause.map { String(describing: $0) }
    self.domain = domain ?? Self.defaultDomain(of: code)
    self.isRetriable = isRetriable ?? Self.isRetriableByDefault(code)
  }

  /// The same error with the places that it does not know yet filled in.
  public func located(_ outer: Location) -> WeirError {
    var copy = self
    copy.location.job = location.job ?? outer.job
    copy.location.operatorID = location.operatorID ?? outer.operatorID
    copy.location.subtask = location.subtask ?? outer.subtask
    copy.location.file = location.file ?? outer.file
    copy.location.line = location.line ?? outer.line
    copy.location.byteOffset = location.byteOffset ?? outer.byteOffset
    return copy
  }

  private static func defaultDomain(of code: Code) -> Domain {
    switch code {
    case .invalidJob, .usage, .malformedInput, .userFunction, .incompatibleState: .user
    case .inputOutput, .unusableCheckpoint, .directoryOwned, .failpoint, .limit: .external
    case .cancelled: .internalFault
    }
  }

  private static func isRetriableByDefault(_ code: Code) -> Bool {
    switch code {
    case .inputOutput, .failpoint, .userFunction: true
    default: false
    }
  }
}

extension WeirError: CustomStringConvertible {
  /// One line: where, what, and the cause underneath.
  public var description: String {
    var place: [String] = []
    if let job = location.job { place.append("job \(job)") }
    if let id = location.operatorID { place.append("operator \(id)") }
    if let subtask = location.subtask { place.append("subtask \(subtask)") }
    if let file = location.file { place.append(file) }
    if let line = location.line { place.append("line \(line)") }
    if let offset = location.byteOffset { place.append("byte \(offset)") }
    let prefix = place.isEmpty ? "" : place.joined(separator: ", ") + ": "
    return prefix + message + (cause.map { " (\($0))" } ?? "")
  }
}
