import WeirCore

/// A stream processing job: parameters and a graph of sources, operators and sinks.
///
/// ```swift
/// struct WordCount: Job {
///   static let name = "word-count"
///   var input = "words.txt"
///
///   mutating func parameters(_ p: inout some ParameterVisitor) throws {
///     try p("input", &input, help: "text file")
///   }
///
///   func define(on flow: JobBuilder) throws {
///     flow.source("lines", TextFileSource(input))
///       .flatMap { $0.split(separator: " ").map(String.init) }
///       .keyed(by: { $0 })
///       .window(.global)
///       .aggregate("count", .count()) { word, _, count in WordTotal(word: word, count: count) }
///       .sink("counts", to: JSONLinesSink())
///   }
/// }
/// ```
public protocol Job: Sendable {
  /// The name on the command line and of the job's data directory: letters, digits and `-`.
  static var name: String { get }
  /// One line for listings.
  static var summary: String { get }
  /// How many key groups keyed state is cut into: the highest possible parallelism, fixed for the
  /// life of the job's data.
  static var keyGroupCount: Int { get }
  /// Commands that look at what a run has stored, each as the words after the program's name; a run
  /// shows them at its end. `["lines", "word-count", "counts"]` shows a store's lines.
  static var followUps: [[String]] { get }
  /// The job with the default values of its parameters.
  init()
  /// Declares the parameters.
  mutating func parameters(_ p: inout some ParameterVisitor) throws
  /// Builds the graph. Called once per start; it must build the same graph for the same parameters.
  func define(on flow: JobBuilder) throws
}

extension Job {
  public static var summary: String { "" }
  public static var keyGroupCount: Int { 128 }
  public static var followUps: [[String]] { [] }
  public mutating func parameters(_ p: inout some ParameterVisitor) throws {}
}
