import Testing
import WeirCore
import WeirOperators

/// What a filter leaves behind in both batches, whatever its records are made of.
struct FilterTests {
  private struct Refused: Error {}

  /// A record that is too large to be copied before it is known whether it stays.
  private struct Wide: Record, Equatable, BitwiseCopyable {
    var number = 0
    var user: InlineString<5> = "user"

    init() {}
    init(_ number: Int) { self.number = number }

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("number", &number)
      try field("user", &user)
    }
  }

  private func check<Element: FieldValue & Equatable>(
    count: Int, hasTimes: Bool, refused: Int? = nil, _ make: (Int) -> Element
  ) throws {
    let elements = (0..<count).map(make)
    let batch = Batch<Element>(capacity: max(1, count))
    for (index, element) in elements.enumerated() {
      if hasTimes { batch.append(element, at: at(Int64(index))) } else { batch.append(element) }
    }
    var asked = 0
    let kernel = OperatorKernel<Element, Element>.filter { _ in
      if asked == refused { throw Refused() }
      asked += 1
      return asked % 3 == 0
    }
    let emitter = Emitter<Element>()
    if refused == nil {
      try kernel.process(batch, emitter)
    } else {
      #expect(throws: Refused.self) { try kernel.process(batch, emitter) }
    }
    let end = refused ?? count
    let kept = (0..<end).filter { ($0 + 1) % 3 == 0 }
    let out = emitter.current
    #expect(batch.head == end && batch.remaining == count - end)
    #expect((batch.head..<batch.count).map { batch.values[$0] } == Array(elements[end...]))
    #expect((0..<out.count).map { out.values[$0] } == kept.map { elements[$0] })
    if hasTimes { #expect((0..<out.count).map { out.times?[$0] } == kept.map { at(Int64($0)) }) }
  }

  @Test(
    "Records that are kept come out in order with their times",
    arguments: [0, 1, 2, 63, 64, 65, 200, 1024], [false, true])
  func order(_ count: Int, _ hasTimes: Bool) throws {
    try check(count: count, hasTimes: hasTimes) { $0 }
    try check(count: count, hasTimes: hasTimes) { Wide($0) }
    try check(count: count, hasTimes: hasTimes) { "a text that has memory of its own \($0)" }
  }

  @Test(
    "A predicate that throws leaves its record and those behind it where they were",
    arguments: [0, 1, 63, 64, 100, 149])
  func refusal(_ place: Int) throws {
    try check(count: 150, hasTimes: true, refused: place) { $0 }
    try check(count: 150, hasTimes: true, refused: place) { Wide($0) }
    try check(count: 150, hasTimes: false, refused: place) { "a text that has memory \($0)" }
  }
}
