import WeirCore
import WeirGraph

/// The jobs of a runner, checked for what would make its command line ambiguous.
struct JobCatalog: Sendable {
  let jobs: [any Job.Type]

  /// - Throws: `invalidJob` for two jobs of one name, a name that is none, or a parameter that
  ///   cannot be given on the command line.
  init(_ jobs: [any Job.Type]) throws {
    self.jobs = jobs
    var names: Set<String> = []
    for job in jobs {
      let name = job.name
      guard Self.isName(name) else {
        throw WeirError(
          .invalidJob, "the job name \"\(name)\" must be of letters, digits and -; change it")
      }
      guard names.insert(name).inserted else {
        throw WeirError(.invalidJob, "there are two jobs named \(name); change the name of one")
      }
      try Self.check(job)
    }
  }

  /// The job of that name.
  /// - Throws: `usage` with the names that there are.
  func job(named name: String) throws -> any Job.Type {
    if let job = jobs.first(where: { $0.name == name }) { return job }
    let names = jobs.map { $0.name }.sorted()
    let list = names.isEmpty ? "there are none" : "the jobs are " + names.joined(separator: ", ")
    throw WeirError(
      .usage, "there is no job \"\(name)\";\(Suggestion.phrase(for: name, among: names)) \(list)")
  }

  /// A job's parameters with their defaults.
  static func parameters(of job: any Job.Type) throws -> [JobParameter] {
    func list<J: Job>(_ job: J.Type) throws -> [JobParameter] {
      try JobParameters.list(of: J())
    }
    return try list(job)
  }

  /// A job's parameters as options of the command line.
  static func options(of job: any Job.Type) throws -> [OptionSpecification] {
    try parameters(of: job).map {
      OptionSpecification($0.name, $0.type.uppercased(), default: $0.text, help: $0.help)
    }
  }

  private static func check(_ job: any Job.Type) throws {
    var seen: Set<String> = []
    for parameter in try parameters(of: job) {
      let problem: String? =
        if !isName(parameter.name) {
          "must be of letters, digits and -"
        } else if Command.reservedNames.contains(parameter.name) {
          "is an option of the runner itself"
        } else if !seen.insert(parameter.name).inserted {
          "is declared twice"
        } else {
          nil
        }
      guard let problem else { continue }
      throw WeirError(
        .invalidJob, "the parameter \"\(parameter.name)\" \(problem); give it another name",
        at: .init(job: job.name))
    }
  }

  /// Letters, digits and `-`, which is not the first.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.first != UInt8(ascii: "-")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
