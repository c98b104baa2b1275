import APHost
import APModel
import Compare
import PlainJSON
import Report
import SystemPackage
import TestSupport
import Testing

/// Many hosts in a few numbers each.
@Suite
struct `A fleet` {
  private static func host(_ recording: RecordedHost) throws -> ComparedHost {
    ComparedHost(try HostReader(try recording.tree(), depth: .full).snapshot())
  }

  private static func fleet(_ names: [String]) throws -> Fleet {
    var fleet = Fleet()
    for name in names {
      fleet.add(
        FleetHost(try host(RecordedHost(name)), path: "/srv/\(name).sysfs", written: 1_000))
    }
    return fleet
  }

  /// Counted in what `status --format json` prints of each queue, guest and problem.
  @Test(arguments: RecordedHost.all.sampled)
  func `has of each host the numbers of its status`(recording: RecordedHost) throws {
    let host = try Self.host(recording)
    let row = FleetHost(host, path: recording.name, written: nil)
    let view = StatusView(HostAnalysis(host.snapshot))
    let status = try JSONParser.parse(StatusDocument(view).text)
    let queues = try #require(status["queues"]?.array)
    for kind in OwnerKind.allCases {
      let count = queues.count { $0["owner"]?.string == kind.rawValue }
      #expect(row.owners[kind] ?? 0 == count, "\(kind)")
    }
    #expect(row.queues == queues.count)
    #expect(row.conflicts == status["conflicts"]?.array?.count)
    #expect(row.guests.map(\.uuid) == status["guests"]?.array?.map { $0["uuid"]?.string })
    #expect(row.guests.allSatisfy { $0.assigned != nil || $0.effective == nil })
    #expect(row.cards.values.reduce(0) { $0 + $1.cards } == status["cards"]?.array?.count)
    let problems = try #require(status["problems"]?.array)
    for severity in Problem.Severity.allCases {
      let count = problems.count { $0["severity"]?.string == severity.rawValue }
      #expect(row.problems[severity] ?? 0 == count, "\(severity)")
    }
    #expect(row.worst?.sentence == problems.first?["sentence"]?.string)
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `takes a status in JSON for the host that it tells of`(recording: RecordedHost) throws {
    let host = try Self.host(recording)
    let told = try StatusReader.host(
      StatusDocument(StatusView(HostAnalysis(host.snapshot))).text)
    let rows = [host, told].map { host in
      var fleet = Fleet()
      fleet.add(FleetHost(host, path: "A", written: 7))
      var text: [UInt8] = []
      FleetDocument(fleet, now: 9).write { text += $0 }
      return text
    }
    #expect(rows[0] == rows[1])
  }

  /// The story of one host, seen as if each state were a host: its guests are defined, and run, many times.
  @Test func `is told as it was when it was read`() throws {
    let names = [
      "state-00-boot", "state-02-guest-running", "state-05-card-off", "state-07-masks-changing",
      "large-16x85-00-84-guests", "large-16x85-01-adapter-gone", "no-qci-02-assigned",
      "override-window-04-adapter-back-host-has-guests-queues",
    ]
    var fleet = try Self.fleet(names.map { "7.2.13/\($0)" })
    fleet.fail("/srv/7.2.13/lpar09.sysfs", "line 12: expected an attribute")
    let folder = FilePath(#filePath).removingLastComponent().appending("Golden")
    for (attention, file) in [(false, "fleet.txt"), (true, "fleet-attention.txt")] {
      let table = FleetTable(
        fleet, style: .plain, now: 1_000 + 7_300, needingAttention: attention)
      let text = table.lines.map { $0 + "\n" }.joined()
      try Golden.expect(text, equals: folder.appending(file))
    }
    let rows = [FleetCSV.header] + FleetCSV.rows(fleet, now: 8_300)
    try Golden.expect(
      rows.map { $0 + "\n" }.joined(), equals: folder.appending("fleet.csv"))
  }

  @Test func `names a guest that runs on two hosts, and one that two define`() throws {
    let fleet = try Self.fleet(["7.2.13/state-02-guest-running", "7.2.13/state-05-card-off"])
    let guests = fleet.guests
    #expect(guests.map(\.places.count) == [2, 2, 2])
    #expect(guests.map(fleet.running) == [0, 2, 0])
    let other = try Self.fleet(["7.2.13/state-02-guest-running", "7.2.13/deployed-applied"])
    #expect(other.guests.map(other.running) == [0, 1, 0])
    #expect(!other.needsAttention)
    #expect(fleet.needsAttention)
  }

  @Test(arguments: [
    (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (86_399, "23 h"),
    (86_400, "1 d"), (400 * 86_400, "400 d"), (-5, "0 s"),
  ])
  func `tells the age of a host in the largest whole unit`(seconds: Int, text: String) throws {
    var fleet = Fleet()
    let host = try Self.host(RecordedHost("7.2.13/state-00-boot"))
    fleet.add(FleetHost(host, path: "a", written: 1_000))
    let row = FleetTable(fleet, style: .plain, now: 1_000 + seconds).lines[4]
    #expect(row.split(separator: " ").prefix(3).joined(separator: " ") == "a \(text)")
  }
}
