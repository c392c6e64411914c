/// One counter and its value, in the unit of its ``CounterKind``.
struct Counter: Equatable, Sendable {
  let name: String
  let value: Double
}
