import APHost
import APModel
import Compare
import Report
import SystemPackage
import TestSupport
import Testing

/// Two recorded states side by side.
@Suite
struct `The difference of two hosts` {
  private static func host(_ recording: RecordedHost) throws -> ComparedHost {
    ComparedHost(try HostReader(try recording.tree(), depth: .full).snapshot())
  }

  /// Successive states of each recorded story: `state-04-...` and `state-05-...`.
  static let pairs = zip(RecordedHost.live, RecordedHost.live.dropFirst()).filter {
    story($0) == story($1)
  }

  private static func story(_ recording: RecordedHost) -> Substring? {
    recording.name.split(separator: "-").first
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `is nothing where a host is compared with itself`(recording: RecordedHost) throws {
    let host = try Self.host(recording)
    #expect(HostDifference(host, host).isEmpty)
  }

  @Test(arguments: pairs)
  func `is the same from either side`(first: RecordedHost, second: RecordedHost) throws {
    let (old, new) = (try Self.host(first), try Self.host(second))
    let (there, back) = (HostDifference(old, new), HostDifference(new, old))
    #expect(there.changes.map(\.kind) == back.changes.map { Self.turned($0.kind) })
    #expect(there.changes.map(\.object) == back.changes.map(\.object))
    let moves = { (difference: HostDifference) in
      difference.hands.moves.map { ($0.from, $0.to, $0.queues) }
    }
    for move in moves(there) {
      #expect(moves(back).contains { $0.0 == move.1 && $0.1 == move.0 && $0.2 == move.2 })
    }
    #expect(there.hands.guests.map(\.gained) == back.hands.guests.map(\.lost))
    #expect(there.hands.guests.map(\.gainedControl) == back.hands.guests.map(\.lostControl))
    #expect(there.hands.appeared == back.hands.vanished)
    #expect(there.hands.vanished == back.hands.appeared)
    // What is wrong with a guest that has come is told, and with one that is gone is not.
    let isOfNew = { (difference: HostDifference, problem: Problem) in
      difference.hands.appeared.contains {
        problem.object.hasSuffix(" " + difference.hands.name($0))
      }
    }
    #expect(there.hands.come.filter { !isOfNew(there, $0) } == back.hands.gone)
    #expect(there.hands.gone == back.hands.come.filter { !isOfNew(back, $0) })
  }

  @Test(arguments: pairs)
  func `is told as it was when it was read`(first: RecordedHost, second: RecordedHost) throws {
    let difference = HostDifference(try Self.host(first), try Self.host(second))
    let text = DifferenceText(difference, style: .plain).lines.map { $0 + "\n" }.joined()
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let name = "\(first.name)+\(second.name.split(separator: "/")[1])"
    try Golden.expect(
      text,
      equals: FilePath(#filePath).removingLastComponent().appending("Golden").appending(
        name.replacing("/", with: "-") + ".txt"))
  }

  /// Only what guests have in common is told of guests together.
  @Test func `names each card that has lost its driver`() throws {
    let before = try HostReader(
      try RecordedHost("7.2.13/large-16x85-00-84-guests").tree(), depth: .full
    ).snapshot()
    var after = before
    for place in after.cards.indices { after.cards[place].driver = nil }
    for place in after.queues.indices where after.queues[place].driver == "cex4queue" {
      after.queues[place].driver = nil
      after.queues[place].driverOverride = nil
    }
    after.bus.adapterMask = .all
    after.bus.domainMask = .all
    let difference = HostDifference(ComparedHost(before), ComparedHost(after))
    let lines = DifferenceText(difference, style: .plain).lines
    #expect(lines.count { $0.hasPrefix("  New: card ") } == 16)
  }

  /// A host whose card 06 is the host's, changed in one way.
  private static func changes(_ change: (inout HostSnapshot) -> Void) throws -> [String] {
    let before = try HostReader(
      try RecordedHost("7.2.13/state-00-boot").tree(), depth: .full
    ).snapshot()
    var after = before
    change(&after)
    return HostDifference(ComparedHost(before), ComparedHost(after)).changes.map {
      "\($0.object): \($0.aspect)"
    }
  }

  /// Without its driver a card has no `type`; `hwtype` 14 is a CEX8.
  @Test func `tells of a card of another generation that has no driver`() throws {
    let before = try HostReader(
      try RecordedHost("7.1.8/a-00-no-drivers").tree(), depth: .full
    ).snapshot()
    try #require(before.cards.first?.hardwareType == 14 && before.cards.first?.type == nil)
    var after = before
    after.cards[0].hardwareType = 11
    let changes = HostDifference(ComparedHost(before), ComparedHost(after)).changes
    #expect(changes.map(\.aspect) == ["hwtype"])
    #expect(changes.first?.kind == .value(before: "14", after: "11"))
  }

  @Test func `tells of queues that were set offline or configured off`() throws {
    let card = AdapterID(6)
    #expect(
      try Self.changes { host in
        for place in host.queues.indices where host.queues[place].id.adapter == card {
          host.queues[place].details?.isOnline = false
        }
      } == ["queues 06.0004 06.0047 06.00ab 06.00ff: online"])
    // The kernel says 0 of the online of a queue that is off.
    #expect(
      try Self.changes { host in
        host.queues[0].details?.isConfigured = false
        host.queues[0].details?.isOnline = false
      } == ["queue 05.0004: configured"])
  }

  @Test func `tells of a card that was set offline once, not of its queues too`() throws {
    #expect(
      try Self.changes { host in
        host.cards[0].isOnline = false
        for place in host.queues.indices where host.queues[place].id.adapter == host.cards[0].id {
          host.queues[place].details?.isOnline = false
        }
      } == ["card 05: online"])
  }

  @Test func `is nothing where a side could not read what queues say`() throws {
    #expect(
      try Self.changes { host in
        for place in host.queues.indices { host.queues[place].details = nil }
      } == [])
  }

  private static func turned(_ kind: DetailChange.Kind) -> DetailChange.Kind {
    switch kind {
    case .value(let before, let after): .value(before: after, after: before)
    case .members(let removed, let added): .members(removed: added, added: removed)
    }
  }
}
