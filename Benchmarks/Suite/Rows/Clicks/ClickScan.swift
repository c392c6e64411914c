import Glibc

/// The three fields that the clicks row takes of a line, found in any order among others.
struct ClickScan {
  var user = Click.UserID()
  var type = Click.Kind.view
  var time: Int64 = 0

  /// Nil for a line that is no flat object of texts without escapes and plain numbers.
  init?(_ line: UnsafeRawBufferPointer) {
    guard line.count > 1, line[0] == UInt8(ascii: "{") else { return nil }
    var index = 1
    while index < line.count {
      guard let name = Self.text(line, &index), index < line.count,
        line[index] == UInt8(ascii: ":")
      else { return nil }
      index += 1
      guard index < line.count else { return nil }
      let isText = line[index] == UInt8(ascii: "\"")
      let value: Range<Int>
      if isText {
        guard let text = Self.text(line, &index) else { return nil }
        value = text
      } else {
        let start = index
        while index < line.count, line[index] != UInt8(ascii: ","), line[index] != UInt8(ascii: "}")
        { index += 1 }
        value = start..<index
      }
      guard take(line, name, value) else { return nil }
      guard index < line.count else { return nil }
      if line[index] == UInt8(ascii: "}") { return }
      index += 1
    }
    return nil
  }

  /// The inside of the text that begins at `index`, which is moved behind it.
  @inline(__always)
  private static func text(_ line: UnsafeRawBufferPointer, _ index: inout Int) -> Range<Int>? {
    guard index < line.count, line[index] == UInt8(ascii: "\""), let base = line.baseAddress,
      let end = memchr(base + index + 1, Int32(UInt8(ascii: "\"")), line.count - index - 1)
    else { return nil }
    let start = index + 1
    let stop = UnsafeRawPointer(end) - base
    index = stop + 1
    return start..<stop
  }

  @inline(__always)
  private mutating func take(
    _ line: UnsafeRawBufferPointer, _ name: Range<Int>, _ value: Range<Int>
  ) -> Bool {
    if Self.equals(line, name, "user_id") {
      let text = UnsafeRawBufferPointer(rebasing: line[value])
      guard let id = Click.UserID(utf8: text.assumingMemoryBound(to: UInt8.self)) else {
        return false
      }
      user = id
    } else if Self.equals(line, name, "event_type") {
      type = Self.kind(line, value)
    } else if Self.equals(line, name, "ts") {
      time = line[value].reduce(0) { $0 &* 10 &+ Int64($1 &- UInt8(ascii: "0")) }
    }
    return true
  }

  @inline(__always)
  private static func equals(
    _ line: UnsafeRawBufferPointer, _ range: Range<Int>, _ name: StaticString
  ) -> Bool {
    guard range.count == name.utf8CodeUnitCount, let base = line.baseAddress else { return false }
    return memcmp(base + range.lowerBound, name.utf8Start, range.count) == 0
  }

  @inline(__always)
  private static func kind(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Click.Kind {
    if equals(line, range, "view") { return .view }
    if equals(line, range, "click") { return .click }
    return equals(line, range, "scroll") ? .scroll : .purchase
  }
}
