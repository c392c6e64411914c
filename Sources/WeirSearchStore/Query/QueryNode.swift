/// A query's meaning.
indirect enum QueryNode: Hashable {
  /// A word, or several that follow each other. With `isPrefix` the last one only begins so.
  case phrase(String, isPrefix: Bool)
  /// All of `wanted`, none of `unwanted`. `wanted` is never empty.
  case all(wanted: [QueryNode], unwanted: [QueryNode])
  case any([QueryNode])
  /// Within one field.
  case field(String, QueryNode)
  /// Holds no word: left out where it stands beside others, else it finds nothing.
  case nothing
}

/// What a query asks of the index.
enum QueryMeaning: Hashable {
  case everything
  case nothing
  case matching(QueryNode)
}
