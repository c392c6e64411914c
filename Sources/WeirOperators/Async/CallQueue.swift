/// The records inside an asynchronous operator and the order in which their answers leave. Pure.
///
/// Invariants: an answer leaves only when every mark that came before its record has left, and a
/// mark only when every record before it has; ordered, every record waits for those before it. So a
/// queue is a line of segments, and only the first one gives anything out. Unordered, a segment is
/// all records between two marks; ordered, it is one record.
struct CallQueue<Request, Answer> {
  enum Next {
    case answer(Request, Answer)
    case mark(StreamMark)
  }

  private struct Entry {
    let request: Request
    /// The number of its segment.
    let segment: Int
    var answer: Answer?
  }

  private struct Segment {
    /// Records without an answer.
    var openCount = 0
    /// Records with one, in the order in which they leave.
    var answered: [UInt64] = []
    var givenCount = 0
    /// What follows the segment; nothing is added to it then.
    var mark: StreamMark?

    var hasRecords: Bool { openCount > 0 || givenCount < answered.count }

    /// The next record that leaves.
    mutating func giveAnswered() -> UInt64? {
      guard givenCount < answered.count else { return nil }
      let id = answered[givenCount]
      givenCount += 1
      if givenCount == answered.count {
        answered.removeAll(keepingCapacity: true)
        givenCount = 0
      }
      return id
    }
  }

  private let isOrdered: Bool
  private var entries: [UInt64: Entry] = [:]
  private var segments: [Segment] = []
  /// The number of the first segment.
  private var firstSegment = 0
  /// Segments that have left and still stand in the array.
  private var leftCount = 0
  private var nextID: UInt64 = 0

  init(isOrdered: Bool) { self.isOrdered = isOrdered }

  /// Records that have not left.
  var count: Int { entries.count }
  /// Whether neither records nor marks are left.
  var isEmpty: Bool { entries.isEmpty && segments[leftCount...].allSatisfy { $0.mark == nil } }

  /// Takes a record in and returns the name of its place.
  mutating func append(_ request: Request) -> UInt64 {
    let id = nextID
    nextID &+= 1
    if segments.count == leftCount || segments[segments.count - 1].mark != nil
      || (isOrdered && segments[segments.count - 1].hasRecords)
    {
      segments.append(Segment())
    }
    let last = segments.count - 1
    segments[last].openCount += 1
    entries[id] = Entry(request: request, segment: firstSegment + last - leftCount)
    return id
  }

  /// Takes a mark in, behind every record so far.
  mutating func append(_ mark: StreamMark) {
    if segments.count == leftCount || segments[segments.count - 1].mark != nil {
      // A watermark right behind another makes that one superfluous.
      if segments.count > leftCount, let last = segments.last, !last.hasRecords,
        case .watermark = last.mark, case .watermark = mark
      {
        segments[segments.count - 1].mark = mark
        return
      }
      segments.append(Segment())
    }
    segments[segments.count - 1].mark = mark
  }

  /// A record has its answer.
  mutating func answer(_ id: UInt64, _ answer: Answer) {
    guard let entry = entries[id], entry.answer == nil else { return }
    entries[id]?.answer = answer
    let place = place(of: entry)
    segments[place].openCount -= 1
    segments[place].answered.append(id)
  }

  /// A record leaves without an answer.
  mutating func drop(_ id: UInt64) -> Request? {
    guard let entry = entries[id], entry.answer == nil else { return nil }
    entries[id] = nil
    segments[place(of: entry)].openCount -= 1
    return entry.request
  }

  private func place(of entry: Entry) -> Int { entry.segment - firstSegment + leftCount }

  /// Takes out what may leave next; nil when nothing may yet.
  mutating func next() -> Next? {
    while leftCount < segments.count {
      if let id = segments[leftCount].giveAnswered() {
        guard let entry = entries.removeValue(forKey: id), let answer = entry.answer
        else { continue }
        return .answer(entry.request, answer)
      }
      let mark = segments[leftCount].mark
      guard segments[leftCount].openCount == 0, mark != nil || leftCount + 1 < segments.count else {
        return nil
      }
      removeFirstSegment()
      if let mark { return .mark(mark) }
    }
    return nil
  }

  /// Whether ``next()`` would give something.
  var hasNext: Bool {
    for segment in segments[leftCount...] {
      if segment.givenCount < segment.answered.count { return true }
      if segment.openCount > 0 { return false }
      if segment.mark != nil { return true }
    }
    return false
  }

  private mutating func removeFirstSegment() {
    leftCount += 1
    firstSegment += 1
    // In one go for many, so that each costs little.
    guard leftCount > 32, leftCount * 2 > segments.count else { return }
    segments.removeFirst(leftCount)
    leftCount = 0
  }

  /// The records that have not left, in the order in which they came.
  var requests: [Request] { entries.sorted { $0.key < $1.key }.map(\.value.request) }
}
