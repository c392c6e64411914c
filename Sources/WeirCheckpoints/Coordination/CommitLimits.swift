/// How far stores may be behind before the sources wait for them.
struct CommitLimits: Equatable {
  /// Bytes that manifests list and stores have not applied.
  var unappliedByteCount: Int64 = 1 << 30
  /// Segments that a manifest may list: each takes a line of it, however few bytes it holds.
  var unappliedSegmentCount = 100_000
}
