import WeirCore

/// The typed inside of an operator: closures made where the types are known, called once per batch.
public struct OperatorKernel<Input: FieldValue, Output: FieldValue> {
  /// Consumes records from the batch's head until the batch is empty or the emitter is full.
  public var process: (Batch<Input>, Emitter<Output>) throws -> Void
  /// Takes the watermark and fires what is due until the emitter is full.
  /// Returns whether everything due has fired. Called again with the same watermark until then.
  public var advance: ((EventTime, Emitter<Output>) throws -> Bool)?
  /// As ``advance`` for the wall clock.
  public var advanceProcessingTime: ((ProcessingTime, Emitter<Output>) throws -> Bool)?
  public var nextProcessingTimer: (() -> ProcessingTime?)?
  /// Named parts of the state.
  public var snapshot: (() throws -> [(name: String, bytes: ByteBuffer)])?
  /// Takes up the keys of its key groups from sections that had reached one watermark, and returns
  /// that watermark.
  public var restore: (([RestoredSection]) throws -> EventTime)?
  /// Which records of restored pending input belong to this subtask.
  public var owns: ((Input) throws -> Bool)?
  /// How far the record at the head of interrupted input has come: kept with that input.
  public var progress: (() -> UInt64)?
  /// Takes up ``progress`` before restored input is processed.
  public var resume: ((UInt64) -> Void)?
  public var counters: (() -> [(name: String, value: UInt64)])?
  /// Whether results may have any time until input has ended: then only the end of time is passed
  /// on, or they would come late.
  public var holdsWatermarks = false

  @inlinable public init(process: @escaping (Batch<Input>, Emitter<Output>) throws -> Void) {
    self.process = process
  }
}
