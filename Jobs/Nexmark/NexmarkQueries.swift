import Weir

/// The queries of the Nexmark benchmark that are here.
public enum NexmarkQueries {
  static let all: [any NexmarkQuery.Type] = [
    NexmarkQ00.self, NexmarkQ01.self, NexmarkQ02.self, NexmarkQ03.self, NexmarkQ04.self,
    NexmarkQ05.self, NexmarkQ06.self, NexmarkQ07.self, NexmarkQ08.self, NexmarkQ09.self,
    NexmarkQ10.self, NexmarkQ11.self, NexmarkQ12.self, NexmarkQ13.self, NexmarkQ14.self,
    NexmarkQ15.self, NexmarkQ16.self, NexmarkQ17.self, NexmarkQ18.self, NexmarkQ19.self,
    NexmarkQ20.self, NexmarkQ21.self, NexmarkQ22.self, NexmarkQ23.self,
  ]

  /// A query on one line of generated events without end, which a gate lets come; nil when there is
  /// none of that name, such as `q05`.
  ///
  /// - Parameter eventsPerSecond: Of event time.
  public static func endless(
    _ query: String, eventsPerSecond: Int, gate: NexmarkGate
  ) -> (any Job)? {
    guard let type = all.first(where: { $0.name == "nexmark-\(query)" }) else { return nil }
    var job = type.init()
    job.input.count = 0
    job.input.splitCount = 1
    job.input.parameters.eventsPerSecond = eventsPerSecond
    job.input.gate = gate
    return job
  }
}
