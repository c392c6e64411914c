import WeirCore

/// A line that could not become a record.
struct MalformedInput {
  /// The first bytes of the line.
  var payload: [UInt8]
  /// How many bytes the whole line has, without its end.
  var byteCount: Int64
  /// 1 for the first line of the file; nil where lines are not counted.
  var line: Int64?
  /// Bytes from the start of the file to the line.
  var byteOffset: Int64
  var reason: String

  /// What a format says about a line, in words.
  static func reason(_ error: WeirError) -> String {
    let place = error.location.byteOffset.map { " at byte \($0) of the line" } ?? ""
    return error.message + place + (error.cause.map { " (\($0))" } ?? "")
  }

  /// The first bytes of a line, no more than dead letters keep.
  static func payload(_ line: UnsafeRawBufferPointer) -> [UInt8] {
    Array(line.prefix(DeadLetter.payloadByteLimit))
  }
}

/// Does what a source's policy says about input that cannot be read.
struct MalformedInputHandler {
  let policy: MalformedPolicy
  let operatorID: OperatorID
  let deadLetters: DeadLetterCollector
  /// The file that the lines stand in.
  var file: String

  init(_ policy: MalformedPolicy, file: String, _ context: SourceContext) {
    self.policy = policy
    self.file = file
    operatorID = context.operatorID
    deadLetters = context.deadLetters
  }

  /// - Throws: `malformedInput` when the policy is to fail.
  func handle(_ input: MalformedInput) throws {
    switch policy {
    case .skip: deadLetters.countSkipped()
    case .deadLetter: add(input)
    case .fail:
      throw WeirError(
        .malformedInput,
        input.reason + "; correct the line, or let the source skip or dead-letter malformed input",
        at: .init(
          operatorID: operatorID.name, file: file, line: input.line.map { UInt64($0) },
          byteOffset: UInt64(input.byteOffset)))
    }
  }

  /// Adds a dead letter whatever the policy is.
  func add(_ input: MalformedInput) {
    var letter = DeadLetter()
    letter.operatorID = operatorID.name
    letter.reason = input.reason
    letter.payload = String(decoding: input.payload, as: UTF8.self)
    letter.payloadByteCount = input.byteCount
    letter.file = file
    letter.line = input.line
    letter.byteOffset = input.byteOffset
    deadLetters.add(letter)
  }
}
