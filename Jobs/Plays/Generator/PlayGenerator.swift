import Weir

/// Makes the lines that the platform receives. A line is a pure function of its number, so any
/// number of splits can make them and a restart makes the same again.
///
/// Of a hundred lines about one is malformed, one is an event that was delivered before, and one
/// was under way for hours.
struct PlayGenerator: Sendable {
  private let mix: Mix
  private let schedule: PlaySchedule
  private let catalogue: Catalogue

  /// A device sends an event within so many milliseconds.
  private static var longestDelay: Int64 { 50_000 }

  /// - Throws: `usage` when a number makes no sense.
  init(events: Int, seed: Int, users: Int, tracks: Int, hasBurst: Bool) throws {
    for (name, value, range) in [
      ("events", events, 0...1_000_000_000_000), ("users", users, 64...1_000_000_000),
      ("tracks", tracks, 1...1_000_000_000),
    ] where !range.contains(value) {
      throw WeirError(
        .usage, "--\(name) is \(value); it must be \(range.lowerBound) to \(range.upperBound)")
    }
    mix = Mix(seed: UInt64(bitPattern: Int64(seed)))
    schedule = PlaySchedule(
      events: Int64(events), users: Int64(users), hasBurst: hasBurst, mix: mix)
    catalogue = Catalogue(mix: mix, trackCount: Int64(tracks))
  }

  /// The line of one number.
  func line(_ number: Int64) -> String {
    let fate = mix.number(below: 1000, number, .fate)
    let event = event(number, fate: fate)
    // Texts and whole numbers always have a JSON text.
    let bytes = (try? JSON.encode(event)) ?? []
    return String(decoding: fate < 10 ? damaged(bytes, number) : bytes, as: UTF8.self)
  }

  private func event(_ number: Int64, fate: Int64) -> PlayEvent {
    let lane = Int64(PlaySchedule.laneCount)
    var source = number
    if (10..<20).contains(fate) {
      source -= lane * min(number / lane, 1 + mix.number(below: 40, number, .distance))
    }
    var event = content(source)
    event.number = number
    event.received = EventTime(milliseconds: schedule.place(of: number).received)
    if (20..<30).contains(fate) {
      let lateness = 3_600_000 + mix.number(below: 40_000_000, number, .lateness)
      event.time = event.time.advanced(byMilliseconds: -lateness)
    }
    return event
  }

  /// What the listener does, before anything happens to it on its way.
  private func content(_ number: Int64) -> PlayEvent {
    let place = schedule.place(of: number)
    let start = place.isStart ? place : schedule.place(of: place.startNumber)
    let track = track(of: place.startNumber)
    var event = PlayEvent()
    event.event = "e\(number)"
    event.user = catalogue.user(place.user)
    event.play = "p\(place.startNumber)"
    event.track = Int(track)
    event.title = catalogue.title(ofTrack: track)
    event.artist = catalogue.artist(ofTrack: track)
    let time = sent(place, number)
    event.time = EventTime(milliseconds: time)
    guard !place.isStart else { return event }
    event.kind = mix.number(below: 5, number, .skip) == 0 ? .skipped : .completed
    event.duration = time - sent(start, place.startNumber)
    return event
  }

  private func sent(_ place: PlaySchedule.Place, _ number: Int64) -> Int64 {
    place.received - mix.number(below: Self.longestDelay, number, .delay)
  }

  /// Some tracks are heard much more often than others.
  private func track(of number: Int64) -> Int64 {
    if schedule.isBurst(number) {
      return catalogue.trackCount + mix.number(below: Catalogue.albumTrackCount, number, .track)
    }
    let bits = mix.bits(number, .track)
    let chance = ((bits >> 32) * (bits & 0xFFFF_FFFF)) >> 32
    return Int64((chance * UInt64(catalogue.trackCount)) >> 32)
  }

  /// What is left of a line that was cut off, or one that says what cannot be. Its number stays.
  private func damaged(_ line: [UInt8], _ number: Int64) -> [UInt8] {
    let bits = mix.bits(number, .damage)
    let kinds: [(String, String)] = [
      ("\"kind\":\"", "\"kind\":\"un"), ("\"user\":\"", "\"user\":\"\",\"was\":\""),
      ("\"time\":", "\"time\":1"), ("\"track\":", "\"track\":x"),
    ]
    let kind = Int(bits % 5)
    guard kind < kinds.count else { return Array(line.prefix(30 + Int((bits >> 8) % 100))) }
    let text = String(decoding: line, as: UTF8.self)
    return Array(text.replacing(kinds[kind].0, with: kinds[kind].1, maxReplacements: 1).utf8)
  }
}
