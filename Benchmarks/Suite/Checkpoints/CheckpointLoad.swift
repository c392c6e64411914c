/// The running sum whose checkpoints are measured, at one number of keys.
struct CheckpointLoad {
  let keys: Int
  let parallelism: Int
  /// Of a run of Weir's.
  let events: Int
  /// Of a run of Flink's that counts, and of each of two before it.
  let peerEvents: Int
  let peerWarmUpEvents: Int
  /// Of Flink's virtual machine: state of ten million keys does not fit into its usual 4 GB with
  /// room for what snapshots keep.
  let peerHeap: String

  /// - Parameter events: What both engines get; 0: Weir what takes it about eight seconds on one
  ///   core, Flink what takes it about ten without checkpoints.
  init(keys: Int, parallelism: Int, events: Int) {
    self.keys = keys
    self.parallelism = parallelism
    let shares: (own: Int, peer: Int, warmUp: Int) =
      switch keys {
      case ...10_000: (900_000_000, 100_000_000, 20_000_000)
      case ...3_000_000: (200_000_000, 24_000_000, 5_000_000)
      default: (100_000_000, 12_000_000, 2_000_000)
      }
    self.events = events > 0 ? events : shares.own * parallelism
    peerEvents = events > 0 ? events : shares.peer * parallelism
    peerWarmUpEvents = min(peerEvents, shares.warmUp)
    peerHeap = keys > 3_000_000 ? "8g" : "4g"
  }
}
