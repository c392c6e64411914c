import WeirCore

/// How far event time had come for some key groups of a keyed operator.
struct LaneMark: Equatable {
  var lowerBound: Int
  var upperBound: Int
  /// The watermark that the records of these keys were judged by.
  var watermark: EventTime
  /// Whether not all that the watermark made due has been given.
  var isFiring: Bool

  init(lowerBound: Int, upperBound: Int, watermark: EventTime, isFiring: Bool) {
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.watermark = watermark
    self.isFiring = isFiring
  }

  /// All of some key groups, done up to a watermark.
  init(_ keyGroups: KeyGroupRange, watermark: EventTime) {
    self.init(
      lowerBound: keyGroups.lowerBound, upperBound: keyGroups.upperBound, watermark: watermark,
      isFiring: false)
  }

  /// Whether both can go on as one.
  func agrees(with other: LaneMark) -> Bool {
    watermark == other.watermark && isFiring == other.isFiring
  }
}

/// The marks of one subtask's lanes as a section of its state.
enum LaneSection {
  static var name: String { "lanes" }

  /// The name of a section of a lane's state.
  static func name(_ name: String, ofLane index: Int) -> String {
    index == 0 ? name : "\(name)/\(index)"
  }

  /// The lane that a section belongs to, and the name that the kernel gave it.
  static func split(_ name: String) -> (name: String, lane: Int) {
    guard let slash = name.lastIndex(of: "/"), let lane = Int(name[name.index(after: slash)...])
    else { return (name, 0) }
    return (String(name[..<slash]), lane)
  }

  static func encode(_ marks: [LaneMark], operatorID: OperatorID) -> StateSection {
    let buffer = ByteBuffer()
    buffer.append(UInt32(truncatingIfNeeded: marks.count))
    for mark in marks {
      buffer.append(UInt32(truncatingIfNeeded: mark.lowerBound))
      buffer.append(UInt32(truncatingIfNeeded: mark.upperBound))
      buffer.append(mark.watermark.milliseconds)
      buffer.append(mark.isFiring ? 1 as UInt8 : 0)
    }
    return StateSection(operatorID: operatorID, name: name, bytes: buffer)
  }

  static func decode(_ section: StateSection) throws -> [LaneMark] {
    try section.bytes.withUnsafeBytes { bytes in
      var decoder = BinaryDecoder(bytes)
      var marks: [LaneMark] = []
      for _ in 0..<(try decoder.read(UInt32.self)) {
        let lowerBound = Int(try decoder.read(UInt32.self))
        let upperBound = Int(try decoder.read(UInt32.self))
        guard lowerBound <= upperBound else {
          throw decoder.invalidValue("key groups \(lowerBound) to \(upperBound) of a subtask")
        }
        marks.append(
          LaneMark(
            lowerBound: lowerBound, upperBound: upperBound,
            watermark: try decoder.decodeEventTime(), isFiring: try decoder.decodeBool()))
      }
      return marks
    }
  }
}
