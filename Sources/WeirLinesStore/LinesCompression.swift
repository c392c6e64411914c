/// How the bytes of a lines store's parts are compressed.
public enum LinesCompression: String, Sendable, CaseIterable {
  /// They are the lines.
  case none
  /// gzip (RFC 1952), in members that end at least at every checkpoint; names end in `.jsonl.gz`.
  case gzip

  /// What part files end in.
  var fileSuffix: String {
    switch self {
    case .none: ".jsonl"
    case .gzip: ".jsonl.gz"
    }
  }
}
