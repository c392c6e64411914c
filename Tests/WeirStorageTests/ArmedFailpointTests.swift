import Testing
import WeirCore

@testable import WeirStorage

struct ArmedFailpointTests {
  @Test("Hit and action may be left out: the first hit kills")
  func forms() throws {
    let point = Failpoint.manifestRenamed
    let forms: [(String, ArmedFailpoint)] = [
      ("manifest.renamed", ArmedFailpoint(point: point, hit: 1, action: .kill)),
      ("manifest.renamed:5", ArmedFailpoint(point: point, hit: 5, action: .kill)),
      ("manifest.renamed:throw", ArmedFailpoint(point: point, hit: 1, action: .throw)),
      ("manifest.renamed:2:delay", ArmedFailpoint(point: point, hit: 2, action: .delay)),
      ("manifest.renamed:1:eio", ArmedFailpoint(point: point, hit: 1, action: .eio)),
      ("manifest.renamed:1:enospc", ArmedFailpoint(point: point, hit: 1, action: .enospc)),
    ]
    for (text, expected) in forms { #expect(try ArmedFailpoint.parse(text) == [expected]) }
  }

  @Test("Several are separated by commas")
  func lists() throws {
    let parsed = try ArmedFailpoint.parse("align.last:2:throw,recover.afterLoad")
    #expect(
      parsed == [
        ArmedFailpoint(point: .alignLast, hit: 2, action: .throw),
        ArmedFailpoint(point: .recoverAfterLoad),
      ])
  }

  @Test("Every point of the table can be armed by its name", arguments: Failpoint.allCases)
  func names(point: Failpoint) throws {
    #expect(try ArmedFailpoint.parse(point.rawValue) == [ArmedFailpoint(point: point)])
  }

  @Test(
    "What cannot be armed is refused as wrong usage, and the text is named",
    arguments: [
      "", "nowhere", "manifest.renamed:", "manifest.renamed:0", "manifest.renamed:-1:kill",
      "manifest.renamed:1:explode", "manifest.renamed:kill:1", "manifest.renamed:1:kill:x",
      "manifest.renamed,", ",align.last", "Manifest.Renamed",
      "manifest.renamed:99999999999999999999",
    ])
  func refusals(text: String) {
    let error = weirError { _ = try ArmedFailpoint.parse(text) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains("WEIR_FAILPOINT") == true)
  }
}
