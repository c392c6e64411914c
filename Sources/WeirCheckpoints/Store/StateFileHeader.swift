import WeirCore

/// Whose state a file holds, and where its sections are.
struct StateFileHeader: Record {
  struct Section: Record {
    var operatorID = ""
    var name = ""
    var byteCount: UInt64 = 0
    /// CRC-32C of the section's bytes.
    var checksum: UInt32 = 0

    mutating func fields(_ field: inout some FieldVisitor) throws {
      try field("operator", &operatorID)
      try field("name", &name)
      try field("bytes", &byteCount)
      try field("crc32c", &checksum)
    }
  }

  var jobID = ""
  var checkpoint: UInt64 = 0
  var chain = 0
  var subtask = 0
  var sections: [Section] = []

  mutating func fields(_ field: inout some FieldVisitor) throws {
    try field("job_id", &jobID)
    try field("checkpoint", &checkpoint)
    try field("chain", &chain)
    try field("subtask", &subtask)
    try field("sections", &sections)
  }
}
