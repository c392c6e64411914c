import Weir

/// The texts that persons are made of.
struct LightTexts: Sendable {
  /// First names change fastest.
  let names: [LightText]
  let cities: [LightText] = [
    "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle",
    "Kent", "Cheyenne",
  ]
  let states: [LightState] = ["AZ", "CA", "ID", "OR", "WA", "WY"]

  init() {
    let firstNames = [
      "Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter",
      "Walter",
    ]
    let lastNames = [
      "Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris",
    ]
    names = lastNames.flatMap { last in
      firstNames.map { LightText("\($0) \(last)") ?? LightText() }
    }
  }
}
