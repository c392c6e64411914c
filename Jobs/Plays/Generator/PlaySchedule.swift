import Weir

/// Which listener is heard from at which moment: an event's number decides.
///
/// Events are dealt out over lanes, which are the source's splits; a user has one lane, so that the
/// user's events are in order. A lane goes round its seats: each row gives every seat one event,
/// even rows a start and odd ones the end of what was started. A listener keeps a seat for a
/// session, and then the next one of the seat's listeners takes it.
struct PlaySchedule: Sendable {
  /// Where and when an event happens.
  struct Place {
    /// Milliseconds since the Unix epoch.
    var received: Int64
    var user: Int64
    /// Whether a track starts; else the track of ``startNumber`` ends.
    var isStart: Bool
    /// The number of the event that starts the track.
    var startNumber: Int64
  }

  static var laneCount: Int { 8 }
  private static var lanes: Int64 { Int64(laneCount) }
  /// 2026-03-06T00:00:00Z, a Friday.
  private static var epoch: Int64 { 1_772_755_200_000 }
  /// Milliseconds from one event of a seat to its next.
  static var rowLength: Int64 { 150_000 }
  private static var longestSeatCount: Int64 { 64 }
  /// How many times as many listeners there are in the burst.
  private static var burstFactor: Int64 { 20 }
  /// Two sessions of a seat share so many rows.
  private static var rowsOfTwo: Int64 { 24 }

  /// Listeners of one lane.
  private let userCount: Int64
  private let seatCount: Int64
  /// Where the burst begins and ends, counted along a lane; equal without one.
  private let burst: Range<Int64>
  private let mix: Mix

  init(events: Int64, users: Int64, hasBurst: Bool, mix: Mix) {
    self.mix = mix
    userCount = users / Self.lanes
    seatCount = min(Self.longestSeatCount, max(1, userCount / 8))
    let events = hasBurst ? events / Self.lanes : 0
    // Whole pairs of rows, so that a start and its end lie on the same side.
    let pair = seatCount * 2
    let start = events * 2 / 5 / pair * pair
    let burstPair = pair * Self.burstFactor
    burst = start..<(start + events / 5 / burstPair * burstPair)
  }

  /// Whether an event is part of the album's release.
  func isBurst(_ number: Int64) -> Bool { burst.contains(number / Self.lanes) }

  func place(of number: Int64) -> Place {
    let lane = number % Self.lanes
    let along = number / Self.lanes
    let seats: Int64
    let begin: (row: Int64, along: Int64)
    let before: Int64
    if along < burst.lowerBound {
      (seats, begin, before) = (seatCount, (0, 0), 0)
    } else if along < burst.upperBound {
      (seats, before) = (seatCount * Self.burstFactor, burst.lowerBound / seatCount)
      begin = (0, burst.lowerBound)
    } else {
      let burstRows = Int64(burst.count) / (seatCount * Self.burstFactor)
      seats = seatCount
      begin = (burst.lowerBound / seatCount, burst.upperBound)
      before = burst.lowerBound / seatCount + burstRows - begin.row
    }
    let offset = along - begin.along
    let row = begin.row + offset / seats
    let seat = offset % seats
    let isStart = row % 2 == 0
    let time = (before + row) * Self.rowLength + seat * Self.rowLength / seats
    return Place(
      received: Self.epoch + time,
      user: user(lane: lane, seat: seat, row: row, isBurst: seats != seatCount) * Self.lanes + lane,
      isStart: isStart, startNumber: isStart ? number : number - Self.lanes * seats)
  }

  /// Which of the lane's listeners has a seat.
  private func user(lane: Int64, seat: Int64, row: Int64, isBurst: Bool) -> Int64 {
    let block = row / Self.rowsOfTwo
    let site = (block * Self.lanes + lane) * Self.longestSeatCount * Self.burstFactor + seat
    let cut = 6 + 2 * mix.number(below: 7, site, .cut)
    let session = block * 2 + (row % Self.rowsOfTwo < cut ? 0 : 1)
    // Everybody listens to the new album, on any device.
    if isBurst { return mix.number(below: userCount, site * 2 + session % 2, .user) }
    let ownCount = (userCount - seat + seatCount - 1) / seatCount
    return seat + seatCount * (session % ownCount)
  }
}
