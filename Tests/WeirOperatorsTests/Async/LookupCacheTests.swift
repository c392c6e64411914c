import Testing
import WeirCore
import WeirTestKit

@testable import WeirOperators

struct LookupCacheTests {
  private func moment(_ milliseconds: Int64) -> ProcessingTime {
    ProcessingTime(milliseconds: milliseconds)
  }

  @Test("A value is good until its time is over")
  func timeToLive() {
    var cache = LookupCache<Int, String>(limit: 2, timeToLive: .milliseconds(10))
    cache.store("a", of: 1, at: moment(0))
    #expect(cache.value(of: 1, at: moment(9)) == "a")
    #expect(cache.value(of: 1, at: moment(10)) == nil)
    cache.store("b", of: 1, at: moment(10))
    #expect(cache.value(of: 1, at: moment(19)) == "b")
  }

  @Test("Against a model: the key that was not asked for the longest goes, never more than the limit",
    arguments: 0..<10)
  func walk(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    var cache = LookupCache<Int, Int>(limit: 5, timeToLive: .seconds(1_000))
    /// Keys from the oldest use to the newest.
    var model: [(key: Int, value: Int)] = []
    for step in 0..<500 {
      let key = Int.random(in: 0..<9, using: &random)
      if Bool.random(using: &random) {
        let index = model.firstIndex { $0.key == key }
        #expect(cache.value(of: key, at: moment(0)) == index.map { model[$0].value })
        if let index { model.append(model.remove(at: index)) }
      } else {
        cache.store(step, of: key, at: moment(0))
        model.removeAll { $0.key == key }
        model.append((key, step))
        if model.count > 5 { model.removeFirst() }
      }
      #expect(cache.count == model.count)
    }
  }
}
