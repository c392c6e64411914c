/// Why counters cannot be measured or compared.
struct CounterError: Error, CustomStringConvertible {
  enum Kind { case usage, exceeded, failed }
  let kind: Kind
  let description: String

  init(_ description: String, _ kind: Kind = .failed) {
    self.description = description
    self.kind = kind
  }
}
