import Testing

@testable import weir_bench

@Suite struct StatisticsTests {
  @Test("The median of an odd number of runs is the one in the middle, of an even number the mean")
  func spread() {
    let odd = Spread(of: [3, 1, 2])
    #expect((odd.median, odd.least, odd.most) == (2, 1, 3))
    let even = Spread(of: [4, 1, 2, 3])
    #expect((even.median, even.least, even.most) == (2.5, 1, 4))
    #expect(Spread(of: []) == Spread())
  }

  @Test("A geometric mean treats twice and half alike; nothing has none")
  func mean() throws {
    #expect(try #require(GeometricMean.of([2, 0.5])) == 1)
    #expect(abs(try #require(GeometricMean.of([2, 4, 8])) - 4) < 1e-12)
    #expect(GeometricMean.of([]) == nil)
    #expect(GeometricMean.of([3, 0]) == 0)
  }

  @Test("Every number lies in its bucket, and buckets are narrow")
  func buckets() {
    var last = -1
    for exponent in 0..<63 {
      let power = UInt64(1) << exponent
      for value in [power, power + 1, (UInt64(3) << exponent) >> 1] {
        let bucket = Histogram.bucket(of: value)
        let greatest = Histogram.greatest(of: bucket)
        #expect(greatest >= value)
        #expect(Double(greatest - value) <= Double(value) / 128)
        #expect(bucket >= last - 128)
        last = bucket
      }
    }
    #expect(Histogram.bucket(of: .max) == Histogram().bucketCount - 1)
  }

  @Test("Percentiles are those of the sorted values, up to a bucket's width")
  func percentiles() {
    var histogram = Histogram()
    for value in UInt64(1)...100_000 { histogram.add(value) }
    for (share, exact) in [(0.5, 50_000.0), (0.99, 99_000), (0.999, 99_900)] {
      let found = Double(histogram.percentile(share))
      #expect(found >= exact && found <= exact * 1.008)
    }
    #expect(histogram.percentile(1) == 100_000)
    #expect(Histogram().percentile(0.5) == 0)
  }

  @Test("A histogram of two parts is that of all values")
  func merging() {
    var (left, right, all) = (Histogram(), Histogram(), Histogram())
    for value in [5, 70, 1_000_000] as [UInt64] {
      left.add(value)
      all.add(value)
    }
    for value in [6, 900, 3] as [UInt64] {
      right.add(value)
      all.add(value)
    }
    left.add(right)
    #expect(left.count == all.count && left.most == all.most)
    for share in [0.1, 0.5, 0.9] { #expect(left.percentile(share) == all.percentile(share)) }
  }

  @Test("Numbers are shown with fixed decimals")
  func numbers() {
    #expect(Numbers.fixed(1.005, 1) == "1.0")
    #expect(Numbers.fixed(-0.06, 1) == "-0.1")
    #expect(Numbers.fixed(-0.01, 1) == "0.0")
    #expect(Numbers.fixed(12.999, 2) == "13.00")
    #expect(Numbers.short(123.4) == "123" && Numbers.short(1.234) == "1.23")
    #expect(Numbers.count(1000) == "1 k" && Numbers.count(2_500_000) == "2.5 M")
    #expect(Numbers.count(1024) == "1024")
    #expect(Numbers.tick(0) == "0" && Numbers.tick(0.001) == "0.001")
    #expect(Numbers.tick(12.5) == "12.5")
    #expect(Numbers.tick(400) == "400" && Numbers.tick(1.5) == "1.5")
    #expect(Numbers.milliseconds(1_234_567) == "1.235")
  }
}
