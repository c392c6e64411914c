/// The files that `weir new` writes: a package with one job, its test and a runner.
struct PackageTemplate: Sendable {
  /// The package and its executable; see ``PackageName``.
  let name: String
  /// The directory of Weir's package.
  let weirPath: String

  var files: [GeneratedFile] {
    [
      GeneratedFile(path: "Package.swift", text: manifest),
      GeneratedFile(path: "README.md", text: readme),
      GeneratedFile(path: ".gitignore", text: ".build/\nweir-data/\n"),
      GeneratedFile(path: "Sources/Runner/Main.swift", text: main),
      GeneratedFile(path: "Sources/Jobs/LoginAlarms.swift", text: Self.job),
      GeneratedFile(path: "Sources/Jobs/FailedLogins.swift", text: Self.function),
      GeneratedFile(path: "Sources/Jobs/Login.swift", text: Self.login),
      GeneratedFile(path: "Sources/Jobs/Alarm.swift", text: Self.alarm),
      GeneratedFile(path: "Tests/JobsTests/FailedLoginsTests.swift", text: Self.tests),
      GeneratedFile(path: "Input/logins.jsonl", text: Self.input),
    ]
  }

  private var manifest: String {
    """
    // swift-tools-version: 6.3
    import PackageDescription

    let package = Package(
      name: \(Self.literal(name)),
      dependencies: [
        .package(name: "Weir", path: \(Self.literal(weirPath)))
      ],
      targets: [
        .target(name: "Jobs", dependencies: [.product(name: "Weir", package: "Weir")]),
        .executableTarget(
          name: \(Self.literal(name)),
          dependencies: ["Jobs", .product(name: "WeirRunner", package: "Weir")],
          path: "Sources/Runner"),
        .testTarget(
          name: "JobsTests",
          dependencies: ["Jobs", .product(name: "WeirTestKit", package: "Weir")]),
      ],
      swiftLanguageModes: [.v6]
    )

    """
  }

  private var main: String {
    """
    import Jobs
    import Weir
    import WeirRunner

    @main struct Main: Runner {
      static let jobs: [any Job.Type] = [LoginAlarms.self]
    }

    """
  }

  private var readme: String {
    """
    # \(name)

    Jobs for Weir. `LoginAlarms` raises an alarm when a user's logins fail three times within ten
    minutes.

        swift run -c release \(name) run login-alarms      read Input/logins.jsonl, write the alarms
        swift run -c release \(name) lines login-alarms alarms
        swift test

    | file | what it is |
    | --- | --- |
    | `Sources/Jobs/LoginAlarms.swift` | the job: source, operator, sink |
    | `Sources/Jobs/FailedLogins.swift` | the function with state and timers |
    | `Sources/Jobs/Login.swift`, `Alarm.swift` | the records that go in and come out |
    | `Sources/Runner/Main.swift` | the list of jobs that the program offers |
    | `Tests/JobsTests` | the function's test, without files or threads |

    A job that was stopped or killed goes on from its last checkpoint when it is run again; every
    login has counted exactly once. `\(name) run login-alarms --help` lists the options.

    """
  }

  /// A Swift string literal.
  static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0": result += "\\0"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
