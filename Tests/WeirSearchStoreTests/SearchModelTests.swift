import Synchronization
import Testing
import WeirCore
import WeirSQLite
import WeirTestKit

@testable import WeirSearchStore

/// An index whose job dies at any moment, beside what it must hold.
@Suite struct SearchModelTests {
  @Test("At every cut an index finds exactly what a naive one of the same changes does",
    arguments: 0..<12)
  func model(seed: Int) async throws {
    try await withDirectory { directory in
      var model = IndexModel(seed: UInt64(seed), directory)
      try await model.run(stepCount: 60)
      #expect(model.checkCount > 10)
    }
  }
}

/// Ends the attempt at the nth place where a store can be interrupted.
private final class KillSwitch: Failpoints {
  struct Death: Error {}
  private let countdown = Mutex(Int.max)

  func arm(_ count: Int) { countdown.withLock { $0 = count } }

  func hit(_ point: Failpoint) throws {
    guard point == .sinkBetweenPartitions || point == .sinkBeforeCommit || point == .sinkAfterCommit
    else { return }
    let isOver = countdown.withLock { count in
      count -= 1
      return count <= 0
    }
    if isOver { throw Death() }
  }
}

private struct IndexModel {
  static let words = ["red", "blue", "green", "redder", "blur", "x", "y", "caf\u{e9}"]
  private let index: TestIndex<Session.Change>
  private let killSwitch = KillSwitch()
  private let seed: UInt64
  private var generator: SeededGenerator
  /// What the index holds after each epoch, from 0.
  private var states: [[String: Session]] = [[:]]
  private var pending: [EpochCommit] = []
  private var released: UInt64 = 0
  /// A snapshot that was opened some steps ago and stands at no epoch yet.
  private var early: SearchSnapshot?
  private(set) var checkCount = 0

  init(seed: UInt64, _ directory: String) {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
    let sink = Session.sink(
      shards: Int.random(in: 1...3, using: &generator),
      pageSize: [1, 2, 3, 1000].randomElement(using: &generator) ?? 1)
    index = TestIndex(sink, in: directory)
    index.failpoints = killSwitch
  }

  mutating func run(stepCount: Int) async throws {
    pending = try await index.start()
    for _ in 0..<stepCount {
      do {
        try await step()
      } catch is KillSwitch.Death {
        try await restart()
      }
      try check(at: nil)
    }
    killSwitch.arm(.max)
    while let next = pending.first { try await apply(next) }
    for epoch in released...UInt64(states.count - 1) { try check(at: epoch) }
    try await index.start(applied: index.commits.count)
    try checkIntegrity()
  }

  private mutating func step() async throws {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...4: try await seal()
    case 5...7: if let next = pending.first { try await apply(next) }
    case 8:
      let newest = UInt64(states.count - 1)
      released = max(released, newest > 3 ? newest - 3 : 0)
      try await index.release(upTo: released)
    case 9: try await restart()
    case 10: killSwitch.arm(Int.random(in: 1...6, using: &generator))
    default: if early == nil { early = try index.open() } else { try checkEarly() }
    }
  }

  private mutating func restart() async throws {
    killSwitch.arm(.max)
    let applied = pending.first.map { Int($0.epoch.number) - 1 } ?? index.commits.count
    pending = try await index.start(applied: applied)
  }

  private mutating func apply(_ commit: EpochCommit) async throws {
    try await index.apply(commit)
    pending.removeFirst()
  }

  private mutating func seal() async throws {
    var state = states[states.count - 1]
    let changes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in makeChange() }
    for change in changes {
      switch change {
      case .put(let session): if session.flags != .max { state[session.session] = session }
      case .remove(let id): state[id] = nil
      }
    }
    let commit = try await index.seal(changes)
    if !commit.segments.isEmpty { pending.append(commit) }
    states.append(state)
  }

  private mutating func makeChange() -> Session.Change {
    let id = "id\(Int.random(in: 0..<14, using: &generator))"
    let kind = Int.random(in: 0..<8, using: &generator)
    if kind == 0 { return .remove(id) }
    var session = Session(id, user: "u\(Int.random(in: 0..<3, using: &generator))")
    session.tracks = (0..<Int.random(in: 0...3, using: &generator)).map { _ in text() }
    session.note = Bool.random(using: &generator) ? text() : nil
    session.length = Int64.random(in: 0...5, using: &generator)
    if kind == 1 { session.flags = .max }
    return .put(session)
  }

  private mutating func text() -> String {
    (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      Self.words.randomElement(using: &generator) ?? ""
    }.joined(separator: " ")
  }

  /// Every word of the index stands in a document and every one of a document in the index: the
  /// same as in an index made from the documents at once.
  private func checkIntegrity() throws {
    for shard in 0..<index.sink.shardCount {
      let path = index.directory + "/store/" + PartitionIdentity.fileName(of: shard)
      let connection = try SQLiteConnection(path, .write)
      try connection.execute(
        """
        INSERT INTO documents_index(documents_index) VALUES('integrity-check');
        CREATE VIRTUAL TABLE temp.fresh
          USING fts5(tracks, note, tokenize='unicode61 remove_diacritics 2');
        INSERT INTO fresh(rowid, tracks, note) SELECT weir_row, tracks, note FROM documents_text;
        CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab('main', 'documents_index', 'instance');
        CREATE VIRTUAL TABLE temp.fresh_words USING fts5vocab('temp', 'fresh', 'instance');
        """)
      for (query, expected) in [
        ("PRAGMA integrity_check", ColumnValue.text("ok")),
        (Self.onlyIn("kept_words", not: "fresh_words"), .integer(0)),
        (Self.onlyIn("fresh_words", not: "kept_words"), .integer(0)),
      ] {
        let check = try connection.prepare(query)
        let found = try check.step() ? check.value(0) : .null
        check.reset()
        #expect(found == expected, "seed \(seed): \(query)")
      }
    }
  }

  private static func onlyIn(_ words: String, not others: String) -> String {
    "SELECT count(*) FROM (SELECT * FROM \(words) EXCEPT SELECT * FROM \(others))"
  }

  /// Looks at the index at an epoch, a random readable one if none is named.
  private mutating func check(at epoch: UInt64?) throws {
    let newest = UInt64(states.count - 1)
    let epoch = epoch ?? UInt64.random(in: released...newest, using: &generator)
    try compare(try index.snapshot(at: epoch), states[Int(epoch)], "seed \(seed), epoch \(epoch)")
  }

  private mutating func checkEarly() throws {
    guard let snapshot = early else { return }
    early = nil
    let newest = UInt64(states.count - 1)
    do {
      try snapshot.position(at: index.cut(newest))
    } catch is SnapshotExpired {
      return #expect(released > 0, "seed \(seed)")
    }
    try compare(snapshot, states[Int(newest)], "seed \(seed), early, epoch \(newest)")
  }

  private mutating func compare(
    _ snapshot: SearchSnapshot, _ state: [String: Session], _ place: String
  ) throws {
    checkCount += 1
    let count = try snapshot.count()
    #expect(count == state.count, "\(place)")
    for number in 0..<14 {
      let found = try snapshot.get(Session.self, "id\(number)")
      #expect(found == state["id\(number)"], "\(place)")
    }
    let naive = NaiveIndex(state)
    for word in Self.words {
      let found = try snapshot.ids(word)
      #expect(Set(found) == naive.ids { $0.contains(word) }, "\(place): \(word)")
      #expect(found.count == Set(found).count, "\(place)")
    }
    let prefix = try snapshot.ids("red*")
    #expect(Set(prefix) == naive.ids { $0.contains { $0.hasPrefix("red") } }, "\(place)")
    let without = try snapshot.ids("red NOT blue")
    #expect(Set(without) == naive.ids { $0.contains("red") && !$0.contains("blue") }, "\(place)")
    let either = try snapshot.ids("x OR y")
    #expect(Set(either) == naive.ids { $0.contains("x") || $0.contains("y") }, "\(place)")
    let sorted = try snapshot.search(
      .all, SearchOptions(limit: 100, order: .descending("length"), facets: ["user"]))
    let expected = state.values.sorted {
      ($1.length, $0.session) < ($0.length, $1.session)
    }
    #expect(sorted.hits.map(\.id) == expected.map(\.session), "\(place)")
    let users = Dictionary(grouping: state.values, by: \.user).mapValues(\.count)
    #expect(sorted.facets[0].counts.reduce(0) { $0 + $1.count } == state.count, "\(place)")
    for user in sorted.facets[0].counts {
      guard case .text(let name) = user.value else { continue }
      #expect(users[name] == user.count, "\(place)")
    }
  }
}

/// The words of documents, found by looking at all of them.
private struct NaiveIndex {
  private let words: [String: Set<String>]

  init(_ documents: [String: Session]) {
    words = documents.mapValues { document in
      let texts = document.tracks + [document.note ?? ""]
      return Set(texts.flatMap { $0.split(separator: " ") }.map(String.init))
    }
  }

  func ids(_ matches: (Set<String>) -> Bool) -> Set<String> {
    Set(words.filter { matches($0.value) }.keys)
  }
}
