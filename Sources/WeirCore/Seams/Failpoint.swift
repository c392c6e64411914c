/// A named place in the engine where a test can make the process die, an operation fail or time
/// pass. This is the one table; `weir failpoints` prints it.
public enum Failpoint: String, CaseIterable, Sendable {
  case sourceBeforeRead = "source.beforeRead"
  case sourceAfterEmit = "source.afterEmit"
  case coordinatorBeforeInject = "coord.beforeInject"
  case barrierInjected = "barrier.injected"
  case channelBeforeEnqueueBarrier = "channel.beforeEnqueueBarrier"
  case alignFirst = "align.first"
  case alignLast = "align.last"
  case operatorBeforeSnapshot = "op.beforeSnapshot"
  case operatorAfterSnapshot = "op.afterSnapshot"
  case operatorBeforeForward = "op.beforeForward"
  case sinkBeforeStage = "sink.beforeStage"
  case sinkMidStage = "sink.midStage"
  case sinkAfterStage = "sink.afterStage"
  case sinkAfterStageSync = "sink.afterStageSync"
  case acknowledgeBeforeSend = "ack.beforeSend"
  case acknowledgeLast = "ack.lastAck"
  case manifestTemporaryWritten = "manifest.tmpWritten"
  case manifestSynced = "manifest.synced"
  case manifestRenamed = "manifest.renamed"
  case manifestDirectorySynced = "manifest.dirSynced"
  case notifyBefore = "notify.before"
  case notifyAfterFirst = "notify.afterFirst"
  case sinkBeforeCommit = "sink.beforeCommit"
  case sinkBetweenPartitions = "sink.betweenPartitions"
  case sinkAfterCommit = "sink.afterCommit"
  case cleanupBeforeDelete = "cleanup.beforeDelete"
  case cleanupMidDelete = "cleanup.midDelete"
  case cleanupBeforeRelease = "cleanup.beforeRelease"
  case recoverAfterLoad = "recover.afterLoad"
  case recoverMidRecommit = "recover.midRecommit"
  case recoverBeforeCleanup = "recover.beforeCleanup"
  case recoverAfterAttempt = "recover.afterAttempt"
  case shutdownAfterFinalBarrier = "shutdown.afterFinalBarrier"

  /// Where it stands, in one line.
  public var summary: String {
    switch self {
    case .sourceBeforeRead: "before a source reads its next batch"
    case .sourceAfterEmit: "after a source's batch went down the chain"
    case .coordinatorBeforeInject: "before the coordinator asks the sources for a barrier"
    case .barrierInjected: "after a source has put the barrier into its stream"
    case .channelBeforeEnqueueBarrier: "before a barrier is put into a channel"
    case .alignFirst: "after the first barrier of a checkpoint has come to a subtask"
    case .alignLast: "after the last barrier of a checkpoint has come to a subtask"
    case .operatorBeforeSnapshot: "before a subtask snapshots its state"
    case .operatorAfterSnapshot: "after a subtask has snapshotted its state"
    case .operatorBeforeForward: "before a subtask forwards the barrier"
    case .sinkBeforeStage: "before a sink writer stages an epoch"
    case .sinkMidStage: "after a sink writer has written the bytes of a part, before it is synced"
    case .sinkAfterStage: "after a sink writer has written an epoch, before it is synced"
    case .sinkAfterStageSync: "after a sink writer's epoch is durable"
    case .acknowledgeBeforeSend: "before a subtask acknowledges a checkpoint"
    case .acknowledgeLast: "after the last acknowledgement has come"
    case .manifestTemporaryWritten: "after the manifest's temporary file is written"
    case .manifestSynced: "after the manifest's temporary file is synced"
    case .manifestRenamed: "after the manifest has its name"
    case .manifestDirectorySynced: "after the manifest's name is durable"
    case .notifyBefore: "before the stores are told of a completed checkpoint"
    case .notifyAfterFirst: "after the first store has been told of a completed checkpoint"
    case .sinkBeforeCommit: "before a store commits an epoch"
    case .sinkBetweenPartitions: "between two parts of a store's commit"
    case .sinkAfterCommit: "after a store has committed an epoch"
    case .cleanupBeforeDelete: "before an old checkpoint is deleted"
    case .cleanupMidDelete: "between two files of a checkpoint's deletion"
    case .cleanupBeforeRelease: "before a store is told that old checkpoints are gone"
    case .recoverAfterLoad: "after recovery has read the manifest"
    case .recoverMidRecommit: "between two segments of recovery's recommit"
    case .recoverBeforeCleanup: "before recovery removes what dead attempts left"
    case .recoverAfterAttempt: "after the new attempt's number is durable"
    case .shutdownAfterFinalBarrier: "after the final barrier's checkpoint is complete"
    }
  }
}

/// What a failpoint does when its turn has come.
public enum FailpointAction: String, CaseIterable, Sendable {
  /// SIGKILL to the own process.
  case kill
  /// Throws an error that may be retried.
  case `throw`
  /// Waits 200 ms.
  case delay
  /// Throws the error of a failing disk.
  case eio
  /// Throws the error of a full disk.
  case enospc
}

/// The armed failpoint, if any. Engine code calls ``hit(_:)`` at each named place.
public protocol Failpoints: Sendable {
  /// Does what is armed for `point` when its turn has come.
  func hit(_ point: Failpoint) throws
}

/// No failpoint is armed.
public struct NoFailpoints: Failpoints {
  public init() {}
  @inlinable public func hit(_ point: Failpoint) {}
}
