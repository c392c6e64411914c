/// One key of an object as it stands in the document.
@usableFromInline struct JSONKey {
  @usableFromInline let text: UnsafePointer<UInt8>
  /// Bytes of the text, escapes included; documents of more than 2 GiB are refused.
  @usableFromInline let count: Int32
  /// Distance from the text to its value, with the highest bit for "escaped"; zero distance stands
  /// for a value that was consumed.
  @usableFromInline let mark: UInt32

  @inlinable @inline(__always)
  init(_ text: UnsafePointer<UInt8>, count: Int, isEscaped: Bool = false) {
    self.text = text
    self.count = Int32(truncatingIfNeeded: count)
    mark = isEscaped ? 1 << 31 : 0
  }

  private init(_ key: JSONKey, distance: UInt32) {
    text = key.text
    count = key.count
    mark = key.mark & (1 << 31) | distance
  }

  var isEscaped: Bool { mark >> 31 == 1 }

  /// Where the value stands that no field has asked for yet.
  var pendingValue: UnsafePointer<UInt8>? {
    let distance = mark & ~(1 << 31)
    return distance == 0 ? nil : text + Int(distance)
  }

  /// The same key with a value to be found later.
  func pending(at value: UnsafePointer<UInt8>) -> JSONKey {
    JSONKey(self, distance: UInt32(truncatingIfNeeded: value - text))
  }

  /// The same key, its value being consumed.
  var consumed: JSONKey { JSONKey(self, distance: 0) }

  /// The key's text with its escapes resolved.
  var bytes: [UInt8] { JSONText.unescaped(text, Int(count)) }

  func matches(_ name: StaticString) -> Bool {
    if isEscaped {
      let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
      return bytes.elementsEqual(name)
    }
    return name.utf8CodeUnitCount == Int(count) && Self.isEqual(text, name.utf8Start, Int(count))
  }

  func isSame(as other: JSONKey) -> Bool {
    if isEscaped || other.isEscaped { return bytes == other.bytes }
    return count == other.count && Self.isEqual(text, other.text, Int(count))
  }

  @inlinable @inline(__always) static func isEqual(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    var index = 0
    while index &+ 8 <= count {
      let a = UnsafeRawPointer(left).loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let b = UnsafeRawPointer(right).loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if a != b { return false }
      index &+= 8
    }
    while index < count {
      if left[index] != right[index] { return false }
      index &+= 1
    }
    return true
  }
}
