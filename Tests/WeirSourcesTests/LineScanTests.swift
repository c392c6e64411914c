import Testing

@testable import WeirSources

@Suite struct LineScanTests {
  @Test("The first and last line feeds are found at every place and length")
  func everyPlace() {
    for count in 0..<100 {
      for place in 0..<max(count, 1) {
        var bytes = [UInt8](repeating: 65, count: count)
        if place < count { bytes[place] = 10 }
        bytes.withUnsafeBytes { raw in
          for start in [0, place, place + 1, count] {
            let expected = place < count && start <= place ? place : nil
            #expect(LineScan.firstLineFeed(in: raw, from: start) == expected)
            #expect(LineScan.lastLineFeed(in: raw, from: start) == expected)
          }
        }
      }
    }
  }
}
