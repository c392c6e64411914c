/// How long one job took inside the repository and outside, run by run, in nanoseconds.
struct RaceResult {
  let job: String
  let inside: [UInt64]
  let outside: [UInt64]

  /// The throughput outside in units of that inside, by the medians.
  var ratio: Double { Double(Self.median(inside)) / Double(max(1, Self.median(outside))) }

  /// The middle of an odd number of values, the upper middle of an even one; 0 for none.
  static func median(_ values: [UInt64]) -> UInt64 {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  func text(records: Int) -> String {
    let hundredths = Int((ratio * 100).rounded())
    let sides = [("inside", inside), ("outside", outside)].map { name, times in
      let median = Self.median(times)
      let rate = Double(records) * 1e9 / Double(max(1, median)) / 1e6
      let all = times.map { Self.seconds($0) }.joined(separator: " ")
      return "\(name) \(Self.seconds(median)) s (\((rate * 100).rounded() / 100) M/s; \(all))"
    }
    return "\(job), \(records) records: \(sides.joined(separator: ", "));"
      + " outside at \(hundredths) % of the speed inside"
  }

  private static func seconds(_ nanoseconds: UInt64) -> String {
    "\((Double(nanoseconds) / 1e7).rounded() / 100)"
  }
}
