import Weir

/// Lists the ships that are longer than a hundred metres.
struct LargeShips: Job {
  static let name = "large-ships"
  var ships = "ships.csv"

  struct Ship: Record {
    var name = ""
    var metres: Int?

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("name", &name)
      try field("metres", &metres)
    }
  }

  mutating func parameters(_ parameter: inout some ParameterVisitor) throws {
    try parameter("ships", &ships, help: "CSV file with the columns name and metres")
  }

  func define(on flow: JobBuilder) throws {
    flow.source("ships", CSVSource(ships, of: Ship.self, null: "?", malformed: .deadLetter))
      .filter { $0.metres ?? 0 > 100 }
      .sink("large", to: JSONLinesSink())
  }
}
