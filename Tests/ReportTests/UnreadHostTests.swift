import APHost
import APModel
import Report
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// What is there and can't be read: nothing may be said as if it were not there.
@Suite
struct `What could not be read` {
  private static func analysis(_ paths: [String]) throws -> HostAnalysis {
    let refused = PatchedTree.Answer.errno(.permissionDenied)
    let tree = PatchedTree(
      try RecordedHost("7.1.8/b-03-configured").tree(),
      Dictionary(uniqueKeysWithValues: paths.map { ($0, refused) }))
    return HostAnalysis(try HostReader(tree, depth: .full).snapshot())
  }

  private static func story(_ analysis: HostAnalysis, _ queue: String) throws -> String {
    let name = try #require(APQN(name: queue))
    return ExplainReport(analysis).lines(queue: name).joined(separator: "\n")
  }

  @Test(arguments: [
    ("bus/ap/apmask", "reserved adapters", "not known (apmask)"),
    ("bus/ap/aqmask", "reserved domains", "not known (aqmask)"),
    ("bus/ap/ap_domain", "default domain", "not known"),
    ("bus/ap/ap_adapter_mask", "configuration", "not known"),
    ("devices/vfio_ap/matrix", "vfio_ap", "its matrix device could not be read"),
  ])
  func `is not known in the status`(path: String, field: String, words: String) throws {
    let lines = StatusTable(StatusView(try Self.analysis([path]))).lines
    let line = try #require(lines.first { $0.hasPrefix("  \(field) ") })
    #expect(line.dropFirst(2 + field.count).drop { $0 == " " } == words)
  }

  @Test func `is no reason to say that a card is not there`() throws {
    let tree = try RecordedHost("7.1.8/b-03-configured").tree()
    let names = try tree.list("devices/ap/card05").map { "devices/ap/card05/\($0.name)" }
    let analysis = try Self.analysis(names + ["devices/ap/card05"])
    let known = try Self.story(analysis, "05.0004")
    #expect(known.contains("2. Card 05 could not be read."), "\(known)")
    #expect(known.contains("4. It is bound to vfio_ap."), "\(known)")
    let text = try Self.story(analysis, "05.0001")
    #expect(text.contains("4. Whether it has a driver is not known."), "\(text)")
    #expect(text.hasSuffix("What to do\n  see what status says about devices/ap/card05"), "\(text)")
  }

  /// Its queues, their drivers and owners are known from elsewhere.
  @Test func `takes no queue from a report with its card`() throws {
    let tree = try RecordedHost("7.1.8/b-03-configured").tree()
    let names = try tree.list("devices/ap/card05").filter { !$0.name.contains(".") }
    let analysis = try Self.analysis(names.map { "devices/ap/card05/\($0.name)" })
    let view = StatusView(analysis)
    #expect(view.cards.count == 2 && view.queues.count == 15)
    let table = VerboseTable(view).lines
    #expect(table.count == 2 + 3 + 15)
    #expect(table.contains { $0.hasPrefix("05.0004  ?     ?") }, "\(table)")
    let cards = StatusTable(view).lines
    #expect(cards.contains { $0.hasPrefix("  05    ?") }, "\(cards)")
    #expect(OwnerGrid(view).lines.contains { $0.hasPrefix("05 ") || $0.hasPrefix("05-06 ") })
  }

  @Test func `is no reason to say that there is no card at all`() throws {
    let analysis = try Self.analysis(["bus/ap/devices"])
    let text = try Self.story(analysis, "05.0004")
    #expect(
      text.contains("2. Whether there is a card 05, and a queue of it, could not be read."),
      "\(text)")
    #expect(text.hasSuffix("What to do\n  see what status says about bus/ap/devices"), "\(text)")
    let view = StatusView(analysis)
    #expect(StatusTable(view).lines.contains("  could not be listed"))
    #expect(OwnerGrid(view).lines == ["the queues could not be listed"])
  }

  @Test func `is no ground for what the masks alone would tell`() throws {
    let path = "devices/ap/card05/05.0004/driver_override"
    let tree = try RecordedHost("7.2.13/deployed-applied").tree()
    let refused = PatchedTree(tree, [path: .errno(.permissionDenied)])
    let analysis = HostAnalysis(
      try HostReader(refused, depth: .full, asksOverrides: true).snapshot())
    try #require(analysis.snapshot.isUnread(path))
    let text = try Self.story(analysis, "05.0004")
    #expect(text.contains("3. Its driver_override could not be read. If it has none: "), "\(text)")
  }

  @Test func `is no ground for the control domains of a guest`() throws {
    let analysis = try Self.analysis(["bus/ap/ap_control_domain_mask"])
    let guest = try #require(analysis.guests.first)
    let text = ExplainReport(analysis).lines(guest: guest).joined(separator: "\n")
    #expect(text.contains("By rule its control domains are not known."), "\(text)")
  }

  @Test func `is no reason to say that a queue is assigned to no mdev`() throws {
    let analysis = try Self.analysis(["devices/vfio_ap/matrix"])
    let queue = try #require(analysis.snapshot.queues.first)
    let text = try Self.story(analysis, queue.id.description)
    #expect(text.contains("Which mdev it is assigned to could not be read."), "\(text)")
    #expect(text.hasSuffix("What to do\n  see what status says about devices/vfio_ap/matrix"))
  }

  @Test func `is no reason to say that nobody has a queue`() throws {
    let analysis = try Self.analysis(["bus/ap/drivers"])
    let queue = try #require(analysis.snapshot.queues.first)
    let text = try Self.story(analysis, queue.id.description)
    #expect(text.contains("4. Whether it has a driver is not known."), "\(text)")
    #expect(text.hasSuffix("What to do\n  see what status says about bus/ap/drivers"), "\(text)")
    let view = StatusView(analysis)
    #expect(view.problems.map(\.code) == [.unreadable])
    let table = VerboseTable(view).lines.joined(separator: "\n")
    #expect(!table.contains("-no-driver-") && !table.contains("nobody"), "\(table)")
  }
}
