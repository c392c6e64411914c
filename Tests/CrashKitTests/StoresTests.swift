import Testing

@testable import weir_crash

@Suite struct StoresTests {
  @Test("Lines are sorted by their bytes, a prefix first")
  func sortsLines() {
    let lines = Array("b\na\nab\né\nB\n\n".utf8)
    #expect(JobOutput.sortLines(lines) == Array("\nB\na\nab\nb\né\n".utf8))
  }

  @Test("A part's epoch is read from its name")
  func readsEpochs() {
    #expect(StoreObserver.epoch(ofPart: "j/stores/s/part-00000017-a3-s0-0.jsonl") == 17)
    #expect(StoreObserver.epoch(ofPart: "j/stores/s/17.jsonl") == nil)
  }

  @Test("Names of unfinished and temporary files are strays, finished ones are not")
  func knowsStrays() {
    for name in [".part-1", "x.tmp", ".part-00000001-a1-s0-0.jsonl.pending", "a.inprogress"] {
      #expect(StrayFiles.isStray(name[...]))
    }
    #expect(!StrayFiles.isStray("part-00000001-a1-s0-0.jsonl"))
  }
}
