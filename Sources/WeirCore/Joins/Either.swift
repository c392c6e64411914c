/// A record of one of two types: what flows where two streams meet.
public enum Either<Left: FieldValue, Right: FieldValue>: Sendable {
  case left(Left)
  case right(Right)

  /// The left record, if it is one.
  @inlinable public var left: Left? { if case .left(let record) = self { record } else { nil } }
  /// The right record, if it is one.
  @inlinable public var right: Right? { if case .right(let record) = self { record } else { nil } }
}

extension Either: Equatable where Left: Equatable, Right: Equatable {}

/// Stored as a record of two optional fields, one of which is there, so that both can be evolved.
extension Either: FieldValue {
  @inlinable public static var fieldType: FieldType { EitherFields<Left, Right>.fieldType }

  @inlinable public func encode(to encoder: inout some ValueEncoder) throws {
    var fields = EitherFields<Left, Right>()
    switch self {
    case .left(let record): fields.left = record
    case .right(let record): fields.right = record
    }
    try encoder.encode(record: fields)
  }

  @inlinable public static func decode(from decoder: inout some ValueDecoder) throws -> Either {
    let fields = try decoder.decodeRecord(EitherFields<Left, Right>.self)
    switch (fields.left, fields.right) {
    case (let record?, nil): return .left(record)
    case (nil, let record?): return .right(record)
    default: throw decoder.invalidValue("a record of two streams is of neither or of both")
    }
  }
}

@usableFromInline struct EitherFields<Left: FieldValue, Right: FieldValue>: Record {
  @usableFromInline var left: Left?
  @usableFromInline var right: Right?

  @inlinable init() {}

  @inlinable mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("left", &left)
    try field("right", &right)
  }
}
