/// A sink's lines in one value: the hash of all of them, sorted by their bytes.
struct SinkDigest: Equatable {
  let sink: String
  let sha256: String
  let lineCount: Int

  var text: String { "\(sha256)  \(sink)  \(lineCount)" }
}
