import Weir

/// A point of a curve: what a record costs.
struct CostPoint: Record, Equatable {
  /// What grows along the curve: `keys`, `windows` or `parallelism`.
  var axis = ""
  var series = ""
  var position = 0
  /// Nanoseconds of wall time for each record.
  var cost = Spread()

  init() {}
  init(_ axis: String, _ series: String, _ position: Int, _ cost: Spread) {
    self.axis = axis
    self.series = series
    self.position = position
    self.cost = cost
  }

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("axis", &axis)
    try field("series", &series)
    try field("position", &position)
    try field("ns_per_record", &cost)
  }
}
