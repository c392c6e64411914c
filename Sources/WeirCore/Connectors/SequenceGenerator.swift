/// Makes records from their sequence numbers, a batch at a time.
///
/// The closure is compiled into the loop that calls it in the module that writes it, which is why
/// this type stands here and not with the source that uses it.
///
/// ```swift
/// let squares = SequenceGenerator { number in number &* number }
/// ```
public struct SequenceGenerator<Element: FieldValue>: Sendable {
  /// Appends `count` records to the batch, which has room for them: those of the sequence numbers
  /// `first`, `first + stride`, `first + 2 * stride` and so on.
  public typealias Fill =
    @Sendable (
      _ batch: Batch<Element>, _ first: Int64, _ stride: Int64, _ count: Int
    ) -> Void

  public let fill: Fill

  /// Makes each record by itself. `make` must return the same record for the same number, always.
  @inlinable @inline(__always)
  public init(_ make: @escaping @Sendable (Int64) -> Element) {
    fill = { batch, first, stride, count in
      batch.append(count, from: first, by: stride, make)
    }
  }

  /// Fills a batch in one go: for records that are cheaper to make together, and for those whose
  /// making needs values from outside, such as a parameter of the job. A closure that captures
  /// values is called once per record by the other initialiser, and is part of the loop here:
  ///
  /// ```swift
  /// let samples = SequenceGenerator { batch, first, stride, count in
  ///   batch.append(count, from: first, by: stride) { Sample(number: $0, of: deviceCount) }
  /// }
  /// ```
  @inlinable @inline(__always)
  public init(fill: @escaping Fill) { self.fill = fill }
}

extension Batch {
  /// Appends `count` records, for which there must be room: those of the sequence numbers `first`,
  /// `first + stride` and so on.
  @inlinable @inline(__always)
  public func append(
    _ count: Int, from first: Int64, by stride: Int64, _ make: (Int64) -> Element
  ) {
    let free = values + self.count
    var number = first
    for index in 0..<count {
      (free + index).initialize(to: make(number))
      number &+= stride
    }
    self.count &+= count
  }
}
