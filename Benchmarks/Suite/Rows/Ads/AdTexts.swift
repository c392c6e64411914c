import Weir

/// The texts that ad events are made of.
struct AdTexts: Sendable {
  static let adCount = 1000
  private static let adsPerCampaign = 10

  let users = (0..<100).map { AdTexts.id(kind: 0, $0) }
  let pages = (0..<100).map { AdTexts.id(kind: 1, $0) }
  let ads = (0..<adCount).map { AdTexts.id(kind: 2, $0) }
  let adTypes: [InlineString<3>] = ["banner", "modal", "sponsored-search", "mail", "mobile"]
  let eventTypes: [InlineString<2>] = ["view", "click", "purchase"]
  let address: InlineString<2> = "1.2.3.4"

  /// Makes the event with that sequence number, 100 to the millisecond, in its place: every field
  /// is written.
  /// - Parameter time: Its time as a text.
  @inline(__always)
  func make(_ sequence: Int64, time: InlineString<2>, in event: inout AdEvent) {
    let hash = Mix.mix(UInt64(bitPattern: sequence))
    let (hundreds, user) = UInt32(truncatingIfNeeded: hash).quotientAndRemainder(dividingBy: 100)
    let (tenThousands, page) = hundreds.quotientAndRemainder(dividingBy: 100)
    let (rest, adType) = tenThousands.quotientAndRemainder(dividingBy: 5)
    event.user = users[Int(user)]
    event.page = pages[Int(page)]
    event.ad = ads[Int(truncatingIfNeeded: Mix.below(hash, UInt64(Self.adCount)))]
    event.adType = adTypes[Int(adType)]
    event.eventType = eventTypes[Int(rest % 3)]
    event.time = time
    event.address = address
  }

  @inline(__always) static func time(of sequence: Int64) -> Int64 { sequence / 100 }

  /// The campaign of each ad.
  static func campaigns() -> [AdID: AdID] {
    let campaigns = (0..<adCount / adsPerCampaign).map { id(kind: 3, $0) }
    // Sparser than it would be by itself: most ads are found where they are first looked for.
    var campaignOfAd = Dictionary<AdID, AdID>(minimumCapacity: 2 * adCount)
    for ad in 0..<adCount { campaignOfAd[id(kind: 2, ad)] = campaigns[ad / adsPerCampaign] }
    return campaignOfAd
  }

  /// The text of a moment.
  static func text(ofTime milliseconds: Int64) -> InlineString<2> {
    InlineString(String(milliseconds)) ?? ""
  }

  static func id(kind: UInt64, _ number: Int) -> AdID {
    let seed = kind << 32 &+ 2 &* UInt64(number)
    let digits = hexadecimal(Mix.mix(seed)) + hexadecimal(Mix.mix(seed &+ 1))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(digit)
    }
    return AdID(text) ?? ""
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
