import Glibc
import Testing

@testable import weir_crash

@Suite struct NewPackageTests {
  private static let folder =
    #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()

  @Test("Users with an even number fail three times and get an alarm, the others twice and none")
  func logins() {
    let input = LoginInput(userCount: 3)
    let lines = String(decoding: input.lines, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines[7] == #"{"user":"u2","success":false,"time":1767600000002}"#)
    for (user, count) in [(0, 3), (1, 2), (2, 3)] {
      #expect(lines.count { $0.contains("\"u\(user)\"") } == count)
    }
    #expect(
      String(decoding: input.alarms, as: UTF8.self) == """
        {"user":"u0","failures":3,"time":1767600000000}
        {"user":"u2","failures":3,"time":1767600000002}

        """)
  }

  @Test("Timed inputs have the records asked for, the same for the same seed")
  func timedInputs() {
    let flights = TimedInput.flights(count: 50, seed: 7)
    #expect(JobOutput.lineCount(flights) == 51)
    #expect(flights == TimedInput.flights(count: 50, seed: 7))
    let fields = flights.split(separator: 10).map { $0.count { $0 == UInt8(ascii: ",") } }
    #expect(Set(fields) == [6])
    let words = String(decoding: TimedInput.words(count: 25, seed: 7), as: UTF8.self)
    #expect(words.split { $0 == " " || $0 == "\n" }.count == 25)
    #expect(words.split(separator: "\n").count == 3)
  }

  @Test("The ratio is that of the medians, and one slow run does not count")
  func ratio() {
    let even = RaceResult(job: "j", inside: [100, 100, 900], outside: [125, 90, 125])
    #expect(even.ratio == 0.8)
    #expect(even.ratio * PackageRace.slowestFactor < 1)
    let fast = RaceResult(
      job: "j", inside: [2_000_000_000], outside: [1_000_000_000])
    #expect(
      fast.text(records: 4_000_000)
        == "j, 4000000 records: inside 2.0 s (2.0 M/s; 2.0), outside 1.0 s (4.0 M/s; 1.0);"
        + " outside at 200 % of the speed inside")
    #expect(RaceResult.median([]) == 0)
  }

  @Test("A job that gives the same at the same speed inside and outside passes, a slow one fails")
  func race() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let fake = "\(Self.folder)/fake-weir.sh"
    let slow = "\(folder)/slow.sh"
    try Files.write(Array("#!/bin/sh\nsleep 2\nexec \(fake) \"$@\"\n".utf8), to: slow)
    try #require(chmod(slow, 0o700) == 0)
    for (outside, isFast) in [(fake, true), (slow, false)] {
      let race = try PackageRace(
        inside: isFast ? slow : fake, outside: outside, parallelism: 1, records: 10,
        timeLimit: 60_000_000_000, folder: folder)
      var problem = ""
      do { try race.run(rounds: 1, seed: 1) } catch { problem = "\(error)" }
      #expect(problem.contains("1.2 times as long") != isFast, "\(problem)")
    }
  }

  @Test("A package whose test or build fails is told with the compiler's last words")
  func failingBuild() throws {
    let folder = try Files.makeTemporaryDirectory()
    defer { Files.removeTree(folder) }
    let swift = "\(folder)/swift"
    try Files.write(Array("#!/bin/sh\necho error: no such module $1\nexit 1\n".utf8), to: swift)
    try #require(chmod(swift, 0o700) == 0)
    let package = NewPackage(
      weir: "/bin/true", repository: "/", directory: "\(folder)/jobs", swift: swift,
      buildLimit: 60_000_000_000)
    try package.make()
    let failures = [("test", package.test), ("build", package.build)]
    for (name, body) in failures {
      let error = #expect(throws: CrashError.self) { try body() }
      #expect(error?.kind == .violation)
      #expect(error?.description.contains("no such module \(name)") == true)
    }
    let idle = NewPackage(
      weir: "/bin/true", repository: "/", directory: "\(folder)/jobs", swift: "/bin/true",
      buildLimit: 60_000_000_000)
    let error = #expect(throws: CrashError.self) { try idle.test() }
    #expect(error?.description.contains("ran no tests") == true)
  }
}
