import WeirCore
import WeirFormats
import WeirGraph
import WeirStorage

/// What every command has at hand.
struct CommandContext: Sendable {
  let program: ProgramName
  let catalog: JobCatalog
  let console: any Console
  let environment: Environment
  let arguments: ParsedArguments

  /// The `--data` directory.
  var dataDirectory: String { arguments.values["data"] ?? "./weir-data" }

  var wantsJSON: Bool { arguments.has("json") }

  /// The job that the first word names.
  func job() throws -> any Job.Type {
    guard let name = arguments.words.first else {
      let names = catalog.jobs.map { $0.name }.sorted().joined(separator: ", ")
      throw WeirError(.usage, "name a job; the jobs are \(names)")
    }
    return try catalog.job(named: name)
  }

  /// The paths of the job that the first word names.
  func paths() throws -> JobPaths {
    JobPaths(dataDirectory: dataDirectory, job: try job().name)
  }

  /// Writes a value as the command's whole result.
  func say(json value: some FieldValue) throws {
    let text = String(decoding: try JSON.encode(value, pretty: true), as: UTF8.self)
    console.say(String(text.dropLast()))
  }

  /// Writes a value as one line among others.
  func say(line value: some FieldValue) throws {
    console.say(String(decoding: try JSON.encode(value), as: UTF8.self))
  }

  /// A whole number of at least 1.
  func positiveNumber(_ option: String) throws -> Int? {
    guard let text = arguments.values[option] else { return nil }
    guard let number = Int(text), number >= 1 else {
      throw WeirError(.usage, "--\(option) \"\(text)\" must be a whole number of at least 1")
    }
    return number
  }

  /// A command to copy, with the `--data` option where it is not the default.
  func hint(_ words: String...) -> String { hint(words) }

  func hint(_ words: [String]) -> String {
    hint(words, arguments.values["data"])
  }

  /// The same for another directory than `--data`.
  func hint(in directory: String, _ words: String...) -> String { hint(words, directory) }

  private func hint(_ words: [String], _ directory: String?) -> String {
    let data = directory.map { ["--data", ShellText.quoted($0)] } ?? []
    return ([program.command] + words.map(ShellText.quoted) + data).joined(separator: " ")
  }
}
