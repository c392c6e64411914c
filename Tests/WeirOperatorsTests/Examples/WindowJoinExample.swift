import WeirCore
import WeirGraph

struct Registration: Record {
  var user = ""
  mutating func fields(_ field: inout some FieldVisitor) throws { try field("user", &user) }
}

struct Offer: Record {
  var seller = ""
  var item = ""
  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("seller", &seller)
    try field("item", &item)
  }
}

/// What new users offer on the day of their registration.
func firstOffers(
  _ registrations: DataStream<Registration>, _ offers: DataStream<Offer>
) -> DataStream<String> {
  registrations.keyed(by: \.user)
    .window(.tumbling(every: .days(1)))
    .join("first-offers", with: offers.keyed(by: \.seller)) { registration, offer, day in
      "\(registration.user) offers \(offer.item)"
    }
}

/// The new users of each day who offer nothing on it.
func silentUsers(
  _ registrations: DataStream<Registration>, _ offers: DataStream<Offer>
) -> DataStream<String> {
  registrations.keyed(by: \.user)
    .window(.tumbling(every: .days(1)))
    .coGroup("silent-users", with: offers.keyed(by: \.seller)) { user, day, users, offers in
      !users.isEmpty && offers.isEmpty ? [user] : []
    }
}

/// The same as soon as there are two records, and again when there are more: each result holds all
/// pairs of the day so far.
func earlyOffers(
  _ registrations: DataStream<Registration>, _ offers: DataStream<Offer>
) -> DataStream<String> {
  registrations.keyed(by: \.user)
    .connect(offers.keyed(by: \.seller))
    .window(.tumbling(every: .days(1)))
    .early(everyRecords: 2)
    .join("early-offers") { registration, offer, pane in
      "\(registration.user) offers \(offer.item), result \(pane.revision)"
    }
}
