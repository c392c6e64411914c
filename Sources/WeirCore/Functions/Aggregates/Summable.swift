/// What sums and averages can be taken of: integers, floating-point numbers, and optionals of them,
/// of which nil takes no part.
public protocol Summable: FieldValue {
  /// The type of a sum.
  associatedtype Total: FieldValue
  static var zeroTotal: Total { get }
  /// Adds a value and returns whether there was one.
  /// - Throws: when an integer sum leaves the range of 64 bits.
  static func add(_ value: Self, to total: inout Total) throws -> Bool
  static func add(total: Total, to sum: inout Total) throws
  /// The total as the dividend of an average.
  static func dividend(_ total: Total) -> Double
}

extension Int: Summable {
  @inlinable public static var zeroTotal: Int { 0 }
  @inlinable @inline(__always)
  public static func add(_ value: Int, to total: inout Int) throws -> Bool {
    let (sum, overflow) = total.addingReportingOverflow(value)
    if overflow { throw SumOverflow.error }
    total = sum
    return true
  }
  @inlinable @inline(__always)
  public static func add(total: Int, to sum: inout Int) throws { _ = try add(total, to: &sum) }
  @inlinable public static func dividend(_ total: Int) -> Double { Double(total) }
}

extension Int64: Summable {
  @inlinable public static var zeroTotal: Int64 { 0 }
  @inlinable @inline(__always)
  public static func add(_ value: Int64, to total: inout Int64) throws -> Bool {
    let (sum, overflow) = total.addingReportingOverflow(value)
    if overflow { throw SumOverflow.error }
    total = sum
    return true
  }
  @inlinable @inline(__always)
  public static func add(total: Int64, to sum: inout Int64) throws { _ = try add(total, to: &sum) }
  @inlinable public static func dividend(_ total: Int64) -> Double { Double(total) }
}

extension Double: Summable {
  @inlinable public static var zeroTotal: Double { 0 }
  @inlinable @inline(__always)
  public static func add(_ value: Double, to total: inout Double) throws -> Bool {
    total += value
    return true
  }
  @inlinable @inline(__always)
  public static func add(total: Double, to sum: inout Double) throws { sum += total }
  @inlinable public static func dividend(_ total: Double) -> Double { total }
}

extension Optional: Summable where Wrapped: Summable {
  @inlinable public static var zeroTotal: Wrapped.Total { Wrapped.zeroTotal }
  @inlinable @inline(__always)
  public static func add(_ value: Wrapped?, to total: inout Wrapped.Total) throws -> Bool {
    guard let value else { return false }
    return try Wrapped.add(value, to: &total)
  }
  @inlinable @inline(__always)
  public static func add(total: Wrapped.Total, to sum: inout Wrapped.Total) throws {
    try Wrapped.add(total: total, to: &sum)
  }
  @inlinable public static func dividend(_ total: Wrapped.Total) -> Double {
    Wrapped.dividend(total)
  }
}

/// An integer sum that no longer fits.
public enum SumOverflow {
  /// Sum doubles instead, or smaller windows.
  @inlinable @inline(never) public static var error: WeirError {
    WeirError(
      .limit, "an integer sum left the range of 64 bits; sum Double values instead",
      isRetriable: false)
  }
}
