import Testing
import Weir

@testable import weir_bench

@Suite struct LoopTableTests {
  @Test("A table finds what it holds and nothing else, whatever was taken out in between")
  func removal() {
    let table = LoopTable<Int64>(empty: -1, capacity: 16)
    var model: [Int64: Int64] = [:]
    var state: UInt64 = 7
    for step in 0..<Int64(20_000) {
      state = Mix.mix(state)
      // Few enough keys that most are there now and then, and searches run into each other.
      let key = Int64(state % 97) - 40
      if state >> 32 & 1 == 0 {
        table.slot(of: key).pointee = step
        model[key] = step
      } else {
        #expect(table.remove(key) == model.removeValue(forKey: key))
      }
      #expect(table.count == model.count)
      if step % 100 == 0 {
        for key in Int64(-50)...60 { #expect(table.find(key)?.pointee == model[key]) }
      }
    }
    var held: [Int64: Int64] = [:]
    table.forEach { held[$0] = $1 }
    #expect(held == model)
  }

  @Test("A table of few places closes gaps that lie across its end")
  func wrapping() {
    for removed in Int64(0)..<7 {
      let table = LoopTable<Int64>(empty: 0, capacity: 16)
      for key in Int64(0)..<7 { table.slot(of: key * 1_000_003).pointee = key }
      #expect(table.remove(removed * 1_000_003) == removed)
      for key in Int64(0)..<7 {
        #expect(table.find(key * 1_000_003)?.pointee == (key == removed ? nil : key))
      }
    }
  }

  @Test("A table of texts finds what was put in and adds nothing when it is asked")
  func texts() {
    let table = LoopTextTable<InlineString<3>, Int64>(empty: 0, capacity: 16)
    for number in Int64(0)..<100 {
      table.slot(of: InlineString<3>("user-\(number)") ?? "").pointee = number
    }
    #expect(table.find("user-42")?.pointee == 42)
    #expect(table.find("user-100") == nil)
    var count = 0
    table.forEach { _, _ in count += 1 }
    #expect(count == 100)
  }
}
