import WeirCore
import WeirEpochLog

/// Takes a document of the log apart, into the order of an index's columns.
final class DocumentForms {
  /// A longer document is refused.
  static var byteLimit: Int { 64 << 20 }

  private let names: [[UInt8]]
  private let idColumn: Int
  /// One for each column; those that the document does not have are null. They point into the
  /// document.
  private(set) var values: [FieldForm]

  init(_ schema: SearchSchema) {
    names = schema.documentFields.map { Array($0.name.utf8) }
    idColumn = schema.documentFields.firstIndex { $0.name == schema.id } ?? 0
    values = Array(repeating: .null, count: names.count)
  }

  /// - Throws: `unusableCheckpoint` when the bytes are no document.
  func read(_ document: UnsafeRawBufferPointer) throws {
    for column in values.indices { values[column] = .null }
    var decoder = BinaryDecoder(document)
    var expected = 0
    while !decoder.isAtEnd {
      let name = try decoder.readBytes(Int(try decoder.read(UInt8.self)))
      let value = try FieldForm.read(&decoder)
      // The order is that of the columns, save where fields were added since.
      let column =
        expected < names.count && names[expected].elementsEqual(name)
        ? expected : names.firstIndex { $0.elementsEqual(name) }
      guard let column else { continue }
      values[column] = value
      expected = column + 1
    }
  }

  /// - Throws: ``ChangeRefused`` when the change can never be stored.
  func check(_ change: LoggedChange, index: Int) throws {
    guard change.kind == .put else { return }
    guard !change.key.isEmpty else {
      throw ChangeRefused(index: index, reason: "a document's id must not be empty")
    }
    guard change.payload.count <= Self.byteLimit else {
      throw ChangeRefused(
        index: index,
        reason: "a document of \(change.payload.count) bytes is longer than \(Self.byteLimit)")
    }
    try read(change.payload)
    for (column, value) in values.enumerated() {
      guard case .refused(let reason) = value else { continue }
      let name = String(decoding: names[column], as: UTF8.self)
      throw ChangeRefused(index: index, reason: "field \"\(name)\": \(reason)")
    }
    guard case .text(let id) = values[idColumn], id.elementsEqual(change.key) else {
      throw ChangeRefused(index: index, reason: "the document's id is not that of the change")
    }
  }
}
