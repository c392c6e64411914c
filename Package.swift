// swift-tools-version: 6.2
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
    .library(name: "WeirTestKit", targets: ["WeirTestKit"]),
  ],
  targets: [
    library("WeirCore"),
    library("WeirOperators", ["WeirCore"]),
    library("WeirGraph", ["WeirCore", "WeirOperators"]),
    library("WeirFormats", ["WeirCore"]),
    library("WeirStorage", ["WeirCore"]),
    library("WeirCheckpoints", ["WeirCore", "WeirStorage", "WeirFormats"]),
    library("WeirRuntime", ["WeirCore", "WeirOperators", "WeirGraph", "WeirStorage", "WeirFormats", "WeirCheckpoints"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    library("WeirSources", ["WeirCore", "WeirStorage", "WeirFormats", "CZlib"]),
    library("WeirLinesStore", ["WeirCore", "WeirStorage", "WeirFormats"]),
    library("Weir", ["WeirCore", "WeirGraph", "WeirFormats", "WeirSources", "WeirLinesStore"]),
    library("WeirTestKit", ["WeirCore", "WeirOperators", "WeirGraph", "WeirFormats", "WeirStorage", "WeirCheckpoints", "WeirRuntime"]),
    .target(
      name: "WeirJobs", dependencies: ["Weir"], path: "Jobs",
      exclude: ["Flights/README.md", "Flights/flights-2013-01.csv.gz"], swiftSettings: settings),
    .executableTarget(
      name: "weir-crash", path: "Tests/CrashKit", swiftSettings: settings),
    tests("WeirCoreTests", ["WeirCore"]),
    tests("WeirFormatsTests", ["WeirFormats", "WeirCore"]),
    tests("WeirStorageTests", ["WeirStorage", "WeirCore", "WeirTestKit"]),
    tests("WeirCheckpointsTests", ["WeirCheckpoints", "WeirCore", "WeirStorage", "WeirFormats", "WeirTestKit"]),
    tests(
      "WeirRuntimeTests",
      [
        "WeirRuntime", "WeirCore", "WeirOperators", "WeirGraph", "WeirStorage", "WeirCheckpoints",
        "WeirTestKit",
      ]),
    tests("TidyTests", []),
    tests("WeirSourcesTests", ["WeirSources", "WeirCore", "WeirFormats", "WeirStorage", "WeirTestKit", "CZlib"]),
    tests("WeirLinesStoreTests", ["WeirLinesStore", "WeirCore", "WeirFormats", "WeirStorage", "WeirTestKit"]),
  ]
)
