/// The command line of `weir-cut-reader`.
struct CutReaderOptions {
  enum Mode: String {
    /// One cut, and the end.
    case once
    /// Cuts all the time, until the file `stop` is there.
    case watch
  }

  var mode = Mode.once
  var data = ""
  var job = ""
  /// The folder that gets the cuts.
  var into = ""

  static let usage = """
    weir-cut-reader once|watch --data DIR --job JOB --into FOLDER
        reads all stores of a job at one epoch, again and again
    """

  /// - Throws: ``ReaderProblem`` when the words make no sense.
  init(_ words: [String]) throws {
    var isModeKnown = false
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if let mode = Mode(rawValue: word), !isModeKnown {
        self.mode = mode
        isModeKnown = true
        continue
      }
      guard index < words.count else { throw ReaderProblem(Self.usage) }
      let value = words[index]
      index += 1
      switch word {
      case "--data": data = value
      case "--job": job = value
      case "--into": into = value
      default: throw ReaderProblem(Self.usage)
      }
    }
    guard isModeKnown, !data.isEmpty, !job.isEmpty, !into.isEmpty else {
      throw ReaderProblem(Self.usage)
    }
  }
}

/// Why the reader ends without success.
struct ReaderProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
