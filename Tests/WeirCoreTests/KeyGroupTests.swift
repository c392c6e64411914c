import Testing
import WeirCore

struct KeyGroupTests {
  @Test("The shares of all subtasks cover every key group once, at every parallelism")
  func shares() {
    for keyGroupCount in [1, 2, 7, 128, 1_000] {
      for parallelism in 1...min(128, keyGroupCount) {
        var owners: [Int] = []
        var sizes: Set<Int> = []
        for index in 0..<parallelism {
          let share = KeyGroupRange.share(
            ofSubtask: index, parallelism: parallelism, keyGroupCount: keyGroupCount)
          #expect(share.lowerBound == owners.count)
          owners += Array(repeating: index, count: share.upperBound - share.lowerBound)
          sizes.insert(share.upperBound - share.lowerBound)
        }
        #expect(owners.count == keyGroupCount)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        let computed = (0..<keyGroupCount).map {
          KeyGroupRange.owner(
            ofGroup: $0, parallelism: parallelism, keyGroupCount: keyGroupCount)
        }
        #expect(owners == computed, "parallelism \(parallelism) of \(keyGroupCount)")
      }
    }
  }

  @Test("Key groups are equal stretches of the line of hashes, and its ends are in the outer ones")
  func line() {
    for count in [1, 2, 7, 128, 32_768] {
      #expect(KeyGroup.index(ofHash: 0, count: count) == 0)
      #expect(KeyGroup.index(ofHash: .max, count: count) == count - 1)
    }
    #expect(KeyGroup.index(ofHash: 1 << 63, count: 128) == 64)
    #expect(KeyGroup.index(ofHash: (1 << 63) - 1, count: 128) == 63)
  }

  @Test("A hash belongs to exactly one of the shares")
  func membership() {
    for key in 0..<2_000 {
      let owners = (0..<7).filter {
        KeyGroupRange.share(ofSubtask: $0, parallelism: 7, keyGroupCount: 128)
          .contains(hash: key.stableHash)
      }
      #expect(owners.count == 1)
    }
  }
}
