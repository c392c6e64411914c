import Weir

/// Departures from New York: days of airlines, weeks of airports, duties of aircraft.
public struct Flights: Job {
  public static let name = "flights"
  public static let summary = "delays by airline and airport, duties by aircraft, from real flights"

  var input = Sample.path("Flights/flights-2013-01.csv.gz")
  var rate = 0

  public init() {}

  public mutating func parameters(_ p: inout some ParameterVisitor) throws {
    try p("input", &input, help: "CSV file of flights, plain or .gz")
    try p("rate", &rate, help: "records a second; 0: as fast as possible", isChangeable: true)
  }

  public func define(on flow: JobBuilder) throws {
    // Rows stand in the order of actual departure, up to a day behind the schedule.
    let flights = flow.source(
      "flights",
      CSVSource(input, of: Flight.self, null: "NA", malformed: .deadLetter)
        .rateLimited(recordsPerSecond: rate)
    )
    .eventTime(\.scheduled, watermarks: .boundedOutOfOrderness(.hours(24)))

    flights
      .keyed(by: \.carrier)
      .window(.tumbling(every: .days(1)))
      .aggregate(
        "airline-day", .count(), .count(where: { $0.departure == nil }),
        .count(where: { ($0.delay ?? 0) >= 15 }), .average(\.delay), .max(\.delay)
      ) { carrier, day, flights, cancelled, delayed, average, max in
        AirlineDay(
          carrier: carrier, windowStart: day.start, windowEnd: day.end, flights: flights,
          cancelled: cancelled, delayed: delayed, averageDelay: average, maxDelay: max)
      }
      .sink("airline-days", to: JSONLinesSink())

    flights
      .keyed(by: \.origin)
      .window(.sliding(size: .days(7), every: .days(1)))
      .aggregate("origin-week", .count(), .average(\.delay)) { origin, week, flights, average in
        OriginWeek(
          origin: origin, windowStart: week.start, windowEnd: week.end, flights: flights,
          averageDelay: average)
      }
      .sink("origin-weeks", to: JSONLinesSink())

    flights
      .filter { $0.tailNumber != nil }
      .keyed(by: { $0.tailNumber ?? "" })
      .window(.session(gap: .hours(24)))
      .aggregate("aircraft-duty", .count(), .sum(\.distance)) { tail, duty, legs, distance in
        AircraftDuty(
          tailNumber: tail, windowStart: duty.start, windowEnd: duty.end, legs: legs,
          distance: distance)
      }
      .sink("aircraft-duties", to: JSONLinesSink())
  }
}
