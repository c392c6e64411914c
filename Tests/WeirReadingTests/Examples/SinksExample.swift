import Weir

/// Keeps every reading as a line, the newest of each sensor as a row, and its place as a document.
struct Sensors: Job {
  static let name = "sensors"

  struct Reading: Record {
    var sensor = ""
    var place = ""
    var value = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("sensor", &sensor)
      try field("place", &place)
      try field("value", &value)
    }
  }

  func define(on flow: JobBuilder) throws {
    let readings = flow.source(
      "readings",
      GeneratorSource(
        count: 1_000, splitCount: 1,
        SequenceGenerator { number in
          let sensor = Int(number) % 10
          return Reading(
            sensor: "s\(sensor)", place: sensor < 5 ? "north bank" : "south bank",
            value: Int(number))
        }))
    readings.sink("all-readings", to: JSONLinesSink())
    readings.sink("newest", to: TableSink(key: \.sensor))
    readings.sink("places", to: SearchSink(id: \.sensor, text: [\.place]))
  }
}
