import WeirCore

/// A bounded number of values by key, each good for a while. When it is full, the one that was not
/// asked for the longest goes. Pure.
///
/// The entries stand in an array and are linked from the newest use to the oldest (the usual LRU
/// list), so that every operation takes constant time.
struct LookupCache<Key: Hashable, Value> {
  private struct Entry {
    let key: Key
    var value: Value
    /// The first moment at which it is no longer good.
    var expiry: Int64
    /// Neighbours in the order of use; -1: none.
    var newer = -1
    var older = -1
  }

  private let limit: Int
  private let timeToLive: Int64
  private var entries: [Entry] = []
  private var places: [Key: Int] = [:]
  private var newest = -1
  private var oldest = -1

  init(limit: Int, timeToLive: Duration) {
    self.limit = max(1, limit)
    self.timeToLive = timeToLive.milliseconds
  }

  var count: Int { places.count }

  /// The value of a key, if there is one and it is still good.
  mutating func value(of key: Key, at now: ProcessingTime) -> Value? {
    guard let place = places[key], now.milliseconds < entries[place].expiry else { return nil }
    unlink(place)
    linkAsNewest(place)
    return entries[place].value
  }

  /// Keeps a value from now on.
  mutating func store(_ value: Value, of key: Key, at now: ProcessingTime) {
    let expiry = (now + .milliseconds(timeToLive)).milliseconds
    if let place = places[key] {
      entries[place].value = value
      entries[place].expiry = expiry
      unlink(place)
      return linkAsNewest(place)
    }
    let place: Int
    if entries.count < limit {
      place = entries.count
      entries.append(Entry(key: key, value: value, expiry: expiry))
    } else {
      place = oldest
      unlink(place)
      places[entries[place].key] = nil
      entries[place] = Entry(key: key, value: value, expiry: expiry)
    }
    places[key] = place
    linkAsNewest(place)
  }

  private mutating func unlink(_ place: Int) {
    let (newer, older) = (entries[place].newer, entries[place].older)
    if newer >= 0 { entries[newer].older = older } else { newest = older }
    if older >= 0 { entries[older].newer = newer } else { oldest = newer }
  }

  private mutating func linkAsNewest(_ place: Int) {
    entries[place].newer = -1
    entries[place].older = newest
    if newest >= 0 { entries[newest].newer = place } else { oldest = place }
    newest = place
  }
}
