import Testing

@testable import WeirFormats

@Suite struct ByteMaskTests {
  @Test("Each set of eight bytes has its bits, whatever the processor offers")
  func words() {
    for set in 0..<256 as Range<UInt32> {
      let word = (0..<8).reduce(UInt64(0)) { word, index in
        set &>> UInt32(index) & 1 == 1 ? word | 0xFF << UInt64(index * 8) : word
      }
      #expect(ByteMask.bits(word) == set)
    }
  }

  @Test("Each of sixteen bytes has its own bit")
  func vectors() {
    for place in 0..<16 {
      var bytes = SIMD16<Int8>(repeating: 1)
      bytes[place] = 34
      #expect(ByteMask.bits(bytes .== 34) == 1 &<< UInt32(place))
    }
  }
}
