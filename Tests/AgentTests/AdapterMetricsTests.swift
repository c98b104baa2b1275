import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import Agent

@Suite
struct `The metrics of adapters` {
  /// A recording, and what stands in the files of its adapters and in its drivers' directories.
  struct Case: CustomTestStringConvertible {
    let recording: String
    let samples: [String]
    var testDescription: String { recording }
  }

  private static let cases = [
    Case(
      recording: "7.1.8/g-01-chkstop",
      samples: [
        #"info{card="03",type="CEX7C",mode="cca"} 1"#,
        #"info{card="05",type="CEX8C",mode="cca"} 1"#,
        #"info{card="06",type="CEX8A",mode="accel"} 1"#,
        #"state{card="03",state="online"} 1"#, #"state{card="05",state="checkstopped"} 1"#,
        #"state{card="06",state="checkstopped"} 1"#,
        #"queues{card="03",owner="host"} 3"#, #"queues{card="03",owner="passthrough"} 2"#,
        #"queues{card="05",owner="guest"} 2"#, #"queues{card="05",owner="passthrough"} 3"#,
        #"queues{card="06",owner="host"} 3"#, #"queues{card="06",owner="passthrough"} 2"#,
        #"requests_total{card="03"} 4"#,
      ]),
    Case(
      recording: "7.2.13/state-05-card-off",
      samples: [
        #"info{card="05",type="CEX8C",mode="cca"} 1"#,
        #"info{card="06",type="CEX8A",mode="accel"} 1"#,
        #"info{card="0a",type="CEX7P",mode="ep11"} 1"#,
        #"state{card="05",state="online"} 1"#, #"state{card="06",state="deconfigured"} 1"#,
        #"state{card="0a",state="online"} 1"#, #"queues{card="05",owner="guest"} 4"#,
        #"queues{card="06",owner="guest"} 4"#, #"queues{card="0a",owner="host"} 4"#,
      ]),
    Case(
      recording: "7.2.13/autoprobe-hold-01-hold-adapter-back-unbound",
      samples: [
        #"info{card="05",type="CEX8C",mode="cca"} 1"#, #"info{card="06",type="",mode="accel"} 1"#,
        #"info{card="0a",type="CEX7P",mode="ep11"} 1"#, #"info{card="0c",type="",mode="cca"} 1"#,
        #"state{card="05",state="online"} 1"#, #"state{card="06",state="no driver"} 1"#,
        #"state{card="0a",state="online"} 1"#, #"state{card="0c",state="no driver"} 1"#,
        #"queues{card="05",owner="guest"} 4"#, #"queues{card="06",owner="nobody"} 4"#,
        #"queues{card="0a",owner="host"} 4"#, #"queues{card="0c",owner="nobody"} 4"#,
      ]),
  ]

  private static func look(_ tree: any SysfsTree) throws -> Look {
    let scratch = try ScratchDirectory()
    let file = LiveConfiguration(scratch.path.appending("apmatrix.yaml"), observes: true)
    try TextFile.write("version: 1\nguests: {}\n", to: file.path)
    #expect(file.load() == nil)
    return ReconcilingKeeper(tree, file, lock: nil).look(leaving: [])
  }

  private static func metrics(_ look: Look) -> [Substring] {
    var status = AgentStatus(
      mode: .observe, condition: .drift, started: Instant(milliseconds: 0),
      made: Instant(milliseconds: 0))
    status.look = look
    return status.metrics(WallClock(offset: 0)).split(separator: "\n")
  }

  @Test(arguments: cases)
  func `say what the files of a recording say`(expected: Case) throws {
    let lines = Self.metrics(try Self.look(RecordedHost(expected.recording).tree()))
    let told = lines.filter { $0.hasPrefix("apmatrix_card_") && !$0.hasSuffix(" 0") }
      .map { String($0.dropFirst("apmatrix_card_".count)) }
    #expect(told == expected.samples)
  }

  @Test(arguments: RecordedHost.small.sampled)
  func `name each adapter once, with the requests that its file counts`(host: RecordedHost) throws {
    let tree = try host.tree()
    let look = try Self.look(tree)
    let cards = try tree.list("devices/ap").map(\.name).filter { $0.hasPrefix("card") }.sorted()
    #expect(look.adapters.map(\.id.cardName) == cards)
    for adapter in look.adapters {
      let text = try tree.text("devices/ap/\(adapter.id.cardName)/request_count")
      #expect(adapter.requests == Int(text), "\(adapter.id)")
    }
    let lines = Self.metrics(look)
    #expect(
      lines.count { $0.hasPrefix("apmatrix_card_state") && $0.hasSuffix(" 1") } == cards.count)
  }

  @Test(arguments: RecordedHost.small.sampled)
  func `add up to the queues of the host`(host: RecordedHost) throws {
    let look = try Self.look(host.tree())
    var sum = Look.Owners()
    for owners in look.adapters.map(\.owners) {
      sum.host += owners.host
      sum.guest += owners.guest
      sum.passthrough += owners.passthrough
      sum.nobody += owners.nobody
    }
    #expect(sum == look.owners)
  }

  @Test func `do not tell a request from a change of the host`() throws {
    let recording = RecordedHost("7.1.8/g-01-chkstop")
    let busy = PatchedTree(
      try recording.tree(), ["devices/ap/card03/request_count": .text("5000000000\n")])
    let looks = try [Self.look(recording.tree()), Self.look(busy)]
    #expect(looks.map(\.adapters.first?.requests) == [4, 5_000_000_000])
    #expect(looks[0].fingerprint == looks[1].fingerprint)
  }
}
