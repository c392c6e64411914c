import WeirCore

/// The records inside an asynchronous operator as a section of its state: in order, each with its
/// event time if it has one. Answers and marks are not stored: the records are asked about again,
/// and the watermarks behind them come again from upstream.
enum AsyncSection {
  static var name: String { "in-flight" }

  static func encode<Input: FieldValue, Question, Answer, Output>(
    _ requests: [AsyncOperator<Input, Question, Answer, Output>.Request],
    _ pending: [AsyncOperator<Input, Question, Answer, Output>.Pending], operatorID: OperatorID
  ) throws -> [StateSection] {
    let buffer = ByteBuffer()
    SchemaCodec.encode(Input.fieldType, to: buffer)
    let place = buffer.count
    buffer.append(0 as UInt64)
    var count: UInt64 = 0
    var encoder = BinaryEncoder(buffer: buffer)
    func write(_ input: Input, _ time: EventTime?) throws {
      count &+= 1
      buffer.append(time == nil ? 0 as UInt8 : 1)
      if let time { buffer.append(time.milliseconds) }
      try input.encode(to: &encoder)
    }
    for request in requests { try write(request.input, request.time) }
    for case .batch(let batch) in pending {
      for index in batch.head..<batch.count { try write(batch.values[index], batch.times?[index]) }
    }
    guard count > 0 else { return [] }
    buffer.overwrite(count, at: place)
    return [StateSection(operatorID: operatorID, name: name, bytes: buffer)]
  }

  /// The records in batches: those with event times and those without apart, in order.
  static func decode<Input: FieldValue>(_ section: StateSection) throws -> [Batch<Input>] {
    try section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      let inputs = try StateDecoder<Input>(writtenAs: try SchemaCodec.decode(from: &decoder))
      var batches: [Batch<Input>] = []
      for _ in 0..<(try decoder.read(UInt64.self)) {
        let time = try decoder.decodeBool() ? try decoder.decodeEventTime() : nil
        let input = try inputs.decode(&decoder)
        if let last = batches.last, !last.isFull, last.hasEventTimes == (time != nil) {
          add(input, time, to: last)
        } else {
          let batch = Batch<Input>(capacity: Batch<Input>.defaultCapacity)
          batch.split = -1
          add(input, time, to: batch)
          batches.append(batch)
        }
      }
      return batches
    }
  }

  private static func add<Input>(_ input: Input, _ time: EventTime?, to batch: Batch<Input>) {
    if let time { batch.append(input, at: time) } else { batch.append(input) }
  }
}
