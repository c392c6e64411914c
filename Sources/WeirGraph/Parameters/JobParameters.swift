import WeirCore

/// One declared parameter of a job with its present value.
public struct JobParameter: Sendable, Equatable {
  public let name: String
  public let type: String
  public let help: String
  public let isChangeable: Bool
  public let text: String
}

/// Reads and sets the parameters of jobs by name.
public enum JobParameters {
  /// The job's parameters with their present values, in the order of declaration.
  public static func list(of job: some Job) throws -> [JobParameter] {
    var job = job
    var visitor = ListVisitor()
    try job.parameters(&visitor)
    return visitor.parameters
  }

  /// Sets parameters from texts.
  /// - Throws: `usage` for an unknown name or a text that is no value of the parameter's type.
  public static func assign(_ texts: [String: String], to job: inout some Job) throws {
    var visitor = AssignmentVisitor(texts: texts)
    try job.parameters(&visitor)
    if let unknown = visitor.texts.keys.sorted().first {
      let known = try list(of: job).map { "--\($0.name)" }.joined(separator: ", ")
      throw WeirError(
        .usage,
        "job \(type(of: job).name) has no parameter --\(unknown)"
          + (known.isEmpty ? "; it has none" : "; it has \(known)"))
    }
  }

  private struct ListVisitor: ParameterVisitor {
    var parameters: [JobParameter] = []
    mutating func visit<Value: ParameterValue>(
      _ name: String, _ value: inout Value, help: String, isChangeable: Bool
    ) throws {
      parameters.append(
        JobParameter(
          name: name, type: Value.parameterType, help: help, isChangeable: isChangeable,
          text: value.parameterText))
    }
  }

  private struct AssignmentVisitor: ParameterVisitor {
    var texts: [String: String]
    mutating func visit<Value: ParameterValue>(
      _ name: String, _ value: inout Value, help: String, isChangeable: Bool
    ) throws {
      guard let text = texts.removeValue(forKey: name) else { return }
      guard let parsed = Value(parameterText: text) else {
        throw WeirError(.usage, "--\(name) \"\(text)\" is no \(Value.parameterType)")
      }
      value = parsed
    }
  }
}
