/// The texts that persons are made of.
struct LightTexts: Sendable {
  /// First names change fastest.
  let names: [ShortText]
  let cities = ShortText.table([
    "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle",
    "Kent", "Cheyenne",
  ])
  let states = ShortText.table(["AZ", "CA", "ID", "OR", "WA", "WY"])

  init() {
    let firstNames = [
      "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter",
      "Walter",
    ]
    let lastNames = [
      "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris",
    ]
    names = ShortText.table(lastNames.flatMap { last in firstNames.map { "\($0) \(last)" } })
  }
}
