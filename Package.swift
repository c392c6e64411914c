// swift-tools-version: 6.3
import PackageDescription

/// The same rules for every target: Swift 6 language mode, warnings are errors, and a non-isolated
/// async function stays on its caller's executor.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "Weir",
  products: [
    .library(name: "Weir", targets: ["Weir"]),
    .library(name: "WeirRunner", targets: ["WeirRunner"]),
    .library(name: "WeirTestKit", targets: ["WeirTestKit"]),
    .executable(name: "weir-bench", targets: ["weir-bench"]),
    .executable(name: "weir", targets: ["WeirCLI"]),
  ],
  targets: [
    library("WeirCore"),
    library("WeirOperators", ["WeirCore"]),
    library("WeirGraph", ["WeirCore", "WeirOperators"]),
    library("WeirFormats", ["WeirCore"]),
    library("WeirStorage", ["WeirCore", "CZlib"]),
    library("WeirCheckpoints", ["WeirCore", "WeirStorage", "WeirFormats"]),
    library("WeirRuntime", ["WeirCore", "WeirOperators", "WeirGraph", "WeirStorage", "WeirFormats", "WeirCheckpoints"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    library("WeirEpochLog", ["WeirCore", "WeirStorage"]),
    library("WeirSQLite", ["WeirCore", "WeirStorage", "WeirEpochLog", "CSQLite"]),
    library("WeirTableStore", ["WeirCore", "WeirStorage", "WeirFormats", "WeirEpochLog", "WeirSQLite"]),
    library("WeirSearchStore", ["WeirCore", "WeirStorage", "WeirFormats", "WeirEpochLog", "WeirSQLite"]),
    library("WeirSources", ["WeirCore", "WeirStorage", "WeirFormats"]),
    library("WeirLinesStore", ["WeirCore", "WeirStorage", "WeirFormats"]),
    library("WeirReading", ["WeirCore", "WeirStorage", "WeirFormats", "WeirCheckpoints", "WeirEpochLog", "WeirSQLite", "WeirLinesStore", "WeirTableStore", "WeirSearchStore"]),
    library("Weir", ["WeirCore", "WeirGraph", "WeirFormats", "WeirSources", "WeirLinesStore", "WeirEpochLog", "WeirTableStore", "WeirSearchStore", "WeirReading"]),
    library("WeirRunner", ["Weir", "WeirCore", "WeirOperators", "WeirGraph", "WeirFormats", "WeirStorage", "WeirCheckpoints", "WeirRuntime", "WeirSources", "WeirLinesStore", "WeirEpochLog", "WeirTableStore", "WeirSearchStore", "WeirReading"]),
    library("WeirTestKit", ["WeirCore", "WeirOperators", "WeirGraph", "WeirFormats", "WeirStorage", "WeirCheckpoints", "WeirRuntime"]),
    .target(
      name: "WeirJobs", dependencies: ["Weir"], path: "Jobs",
      exclude: ["Flights/README.md", "Flights/flights-2013-01.csv.gz", "Nexmark/README.md", "WordCount/weirs.txt"], swiftSettings: settings),
    .executableTarget(
      name: "WeirCLI", dependencies: ["Weir", "WeirRunner", "WeirJobs"], swiftSettings: settings),
    .executableTarget(
      name: "weir-bench", dependencies: ["Weir", "WeirCheckpoints", "WeirJobs", "WeirRuntime", "WeirStorage"], path: "Benchmarks/Suite",
      swiftSettings: settings),
    .executableTarget(
      name: "weir-crash-jobs", dependencies: ["Weir", "WeirRunner"], path: "Tests/CrashJobs",
      swiftSettings: settings),
    .executableTarget(
      name: "weir-cut-reader", dependencies: ["WeirCore", "WeirStorage", "WeirLinesStore", "WeirTableStore", "WeirSearchStore", "WeirReading"], path: "Tests/CutReader",
      swiftSettings: settings),
    .target(name: "CallCounts", path: "Tests/CallCounts"),
    .executableTarget(
      name: "weir-counters", dependencies: ["CallCounts", "Weir", "WeirCore", "WeirRuntime", "WeirStorage", "WeirTestKit"], path: "Tests/Counters",
      exclude: ["Limits"], swiftSettings: settings),
    .executableTarget(
      name: "weir-crash", path: "Tests/CrashKit", swiftSettings: settings),
    tests("BenchmarkTests", ["Weir", "WeirRuntime", "weir-bench"]),
    tests("CountersTests", []),
    .testTarget(
      name: "CrashKitTests", dependencies: ["weir-crash"], exclude: ["fake-check.sh", "fake-reader.sh", "fake-weir.sh"],
      swiftSettings: settings),
    tests("CrashTests", ["WeirCLI", "weir-crash", "weir-crash-jobs", "weir-cut-reader"]),
    .testTarget(
      name: "TidyTests", dependencies: [], exclude: ["semantics-exemptions.txt", "semantics-rules.txt"],
      swiftSettings: settings),
    tests("WeirTestKitTests", ["WeirTestKit", "Weir", "WeirCore", "WeirStorage"]),
    tests("WeirCoreTests", ["WeirCore", "WeirTestKit"]),
    tests("WeirFormatsTests", ["WeirFormats", "WeirCore"]),
    tests("WeirOperatorsTests", ["WeirOperators", "WeirCore", "WeirGraph", "WeirTestKit"]),
    tests("WeirStorageTests", ["WeirStorage", "WeirCore", "WeirTestKit"]),
    tests("WeirCheckpointsTests", ["WeirCheckpoints", "WeirCore", "WeirStorage", "WeirFormats", "WeirTestKit"]),
    tests("WeirRuntimeTests", ["WeirRuntime", "WeirCore", "WeirOperators", "WeirGraph", "WeirStorage", "WeirCheckpoints", "WeirTestKit"]),
    tests("WeirSourcesTests", ["WeirSources", "WeirCore", "WeirFormats", "WeirStorage", "WeirTestKit", "CZlib"]),
    tests("WeirLinesStoreTests", ["WeirLinesStore", "WeirCore", "WeirFormats", "WeirStorage", "WeirTestKit"]),
    tests("WeirEpochLogTests", ["WeirEpochLog", "WeirCore", "WeirStorage", "WeirTestKit"]),
    tests("WeirSQLiteTests", ["WeirSQLite", "WeirEpochLog", "WeirCore", "WeirStorage", "WeirTestKit"]),
    tests("WeirTableStoreTests", ["WeirTableStore", "WeirSQLite", "WeirEpochLog", "WeirCore", "WeirStorage", "WeirFormats", "WeirTestKit"]),
    tests("WeirSearchStoreTests", ["WeirSearchStore", "WeirSQLite", "WeirEpochLog", "WeirCore", "WeirStorage", "WeirFormats", "WeirTestKit"]),
    tests("WeirReadingTests", ["WeirReading", "Weir", "WeirCore", "WeirStorage", "WeirSQLite", "WeirCheckpoints", "WeirRuntime", "WeirTestKit"]),
    .testTarget(
      name: "WeirJobsTests", dependencies: ["WeirJobs", "Weir", "WeirCore", "WeirStorage", "WeirRuntime", "WeirTestKit", "weir-bench", "weir-crash"], exclude: ["Nexmark"],
      swiftSettings: settings),
    tests("WeirRunnerTests", ["WeirRunner", "Weir", "WeirCore", "WeirGraph", "WeirFormats", "WeirStorage", "WeirCheckpoints", "WeirRuntime", "WeirJobs", "WeirCLI"]),
  ]
)
