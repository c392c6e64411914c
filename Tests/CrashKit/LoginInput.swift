/// Failed logins whose alarms do not depend on the order in which they are read.
///
/// Each user's logins bear one time and lie far apart in the file. Users with even numbers fail three
/// times, which raises an alarm; the others twice, so that a login that counts twice raises one too
/// many, and a lost one of the former one too few.
struct LoginInput {
  let userCount: Int

  /// All times lie within less than the minute by which logins may come late.
  private func time(_ user: Int) -> Int { 1_767_600_000_000 + user % 50_000 }

  var lines: [UInt8] {
    var lines: [UInt8] = []
    for round in 0..<3 {
      for user in 0..<userCount where round < 2 || user % 2 == 0 {
        lines += Array(#"{"user":"u\#(user)","success":false,"time":\#(time(user))}"#.utf8) + [10]
      }
    }
    return lines
  }

  var alarms: [UInt8] {
    var lines: [UInt8] = []
    for user in stride(from: 0, to: userCount, by: 2) {
      lines += Array(#"{"user":"u\#(user)","failures":3,"time":\#(time(user))}"#.utf8) + [10]
    }
    return lines
  }
}
