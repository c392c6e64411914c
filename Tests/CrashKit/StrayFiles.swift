/// What must not be left once a job has finished.
enum StrayFiles {
  static func check(_ data: String) throws {
    var strays = Files.walk(data).filter { isStray($0.name) }.map(\.path)
    strays += checkpointsWithoutManifest(data)
    guard strays.isEmpty else {
      throw CrashError.violation(
        "the job has finished and left \(strays.count) stray files: "
          + strays.prefix(5).joined(separator: ", "))
    }
  }

  static func isStray(_ name: Substring) -> Bool {
    name.hasPrefix(".part")
      || [".inprogress", ".pending", ".tmp"].contains { name.contains($0) }
  }

  /// Directories of checkpoints that never became one.
  private static func checkpointsWithoutManifest(_ data: String) -> [String] {
    Files.names(in: data).flatMap { job in
      let checkpoints = "\(job)/checkpoints"
      return Files.names(in: "\(data)/\(checkpoints)").filter {
        $0.hasPrefix("chk-")
          && !Files.names(in: "\(data)/\(checkpoints)/\($0)").contains("manifest.json")
      }.map { "\(checkpoints)/\($0)" }
    }
  }
}
