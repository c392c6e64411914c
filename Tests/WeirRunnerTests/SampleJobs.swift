import Weir

/// A job with a parameter of each kind; it reads no input.
struct SampleJob: Job {
  static let name = "sample"
  static let summary = "counts to a limit"
  static let keyGroupCount = 16

  var limit = 10
  var label = "a b"
  var pause = Duration.seconds(2)

  mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("limit", &limit, help: "the last number")
    try p("label", &label, help: "shown nowhere", isChangeable: true)
    try p("pause", &pause)
  }

  func define(on flow: JobBuilder) throws {
    flow.source("lines", TextFileSource("none.txt"))
      .keyed(by: { $0 })
      .window(.global)
      .aggregate("count", .count()) { word, _, _ in word }
      .sink("counts", to: JSONLinesSink())
  }
}

/// Its parameter cannot be told from an option of the runner.
struct CollidingJob: Job {
  static let name = "colliding"
  var data = ""
  mutating func parameters(_ p: inout some ParameterVisitor) throws { try p("data", &data) }
  func define(on flow: JobBuilder) throws {}
}

/// Its graph has neither source nor sink.
struct EmptyJob: Job {
  static let name = "empty"
  func define(on flow: JobBuilder) throws {}
}
