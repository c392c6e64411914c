import WeirCore
import WeirFormats

extension LinesReader {
  /// Calls `body` with the record of each line until it returns false. Blocks.
  /// - Throws: what `body` throws; `malformedInput` with file and line when a line is no JSON of
  ///   that type.
  public func forEachRecord<Element: FieldValue>(
    of type: Element.Type, _ body: (Element) throws -> Bool
  ) throws {
    for part in parts {
      var number: UInt64 = 0
      let isWanted = try forEachLine(of: part) { line in
        number += 1
        let record: Element
        do {
          record = try JSON.decode(type, from: line)
        } catch let error as WeirError {
          throw error.located(.init(file: part.path, line: number))
        }
        return try body(record)
      }
      guard isWanted else { return }
    }
  }

  /// The first records, at most `limit`. Blocks.
  /// - Throws: as ``forEachRecord(of:_:)``.
  public func records<Element: FieldValue>(
    of type: Element.Type, limit: Int = .max
  ) throws -> [Element] {
    var records: [Element] = []
    guard limit > 0 else { return records }
    try forEachRecord(of: type) { record in
      records.append(record)
      return records.count < limit
    }
    return records
  }
}
