import Testing
import WeirCore
import WeirFormats

/// What a format makes of a text.
struct Reading<Element: FieldValue> {
  var records: [Element] = []
  var malformed: [MalformedLine] = []
  var cursor = LineCursor()
  /// How often the decoder was called.
  var callCount = 0
}

/// Reads a text in one chunk, in batches of `limit` records.
func read<Element: FieldValue>(
  _ format: LineFormat<Element>, _ text: String, header: String? = nil, isLast: Bool = true,
  limit: Int = 1000
) throws -> Reading<Element> {
  let decoder =
    if let header {
      try Array(header.utf8).withUnsafeBytes { try format.makeDecoder($0) }
    } else {
      try format.makeDecoder(nil)
    }
  var reading = Reading<Element>()
  let batch = Batch<Element>(capacity: 1000)
  try Array(text.utf8).withUnsafeBytes { chunk in
    while true {
      reading.callCount += 1
      try decoder.decode(chunk, &reading.cursor, batch, limit, isLast) {
        reading.malformed.append($0)
      }
      if batch.isEmpty { return }
      while !batch.isEmpty { reading.records.append(batch.removeFirst()) }
      batch.removeAll()
    }
  }
  return reading
}

/// The lines that an encoder makes of records, without its header.
func written<Element: FieldValue>(
  _ encoder: LineEncoder<Element>, _ records: [Element]
) throws -> String {
  let batch = Batch<Element>(capacity: max(1, records.count))
  for record in records { batch.append(record) }
  let buffer = ByteBuffer()
  try encoder.encode(batch, 0..<records.count, buffer)
  return String(decoding: buffer.bytes(), as: UTF8.self)
}
