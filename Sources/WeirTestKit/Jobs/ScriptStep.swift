import WeirCore

/// What one split of a ``ScriptedSource`` does next.
public enum ScriptStep<Element: FieldValue>: Sendable {
  /// Gives a record.
  case record(Element)
  /// Ends the batch: what comes after it is read by another call.
  case flush
  /// Has nothing once, and is asked again after the time given.
  case idle(retryAfter: Duration)
  /// Has nothing until `until` happens; `reached` happens when it gets here. Everything before it
  /// has then gone down the source's chain.
  case pause(reached: Latch, until: Latch)
  /// Does not return from its read before `until` happens, as on a slow disk; `reached` happens when
  /// it begins to wait.
  case stall(reached: Latch, until: Latch)
  /// Fails the job with an error that may be retried: the first time it is reached in the life of
  /// the script, and never again.
  case crash
  /// Fails the job with this error, every time.
  case fail(WeirError)
  /// Has an input that cannot be read and is passed over, counted.
  case skip
  /// Has an input that cannot be read.
  case deadLetter(String)
}
